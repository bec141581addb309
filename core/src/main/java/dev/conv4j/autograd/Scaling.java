package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Multiplies each stretch of a tensor by a factor of its own: each channel of each image, or each
 * image; see {@link dev.conv4j.tensor.spi.ScalingKernels}.
 */
public record Scaling() implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}, or of any other shape
   * @param factors the same extents, as many as there are, and 1 for the rest: {@code [N, C, 1, 1]}
   *     or {@code [N]}
   * @return shaped like {@code x}
   * @throws ShapeException if the factors are of another shape
   */
  public Tensor apply(Tensor x, Tensor factors, Pass pass) {
    requireFactors(x.shape(), factors.shape());
    return pass.run(
        this,
        x.shape(),
        List.of(x, factors),
        y -> pass.kernels().scaling().scale(x, factors, y),
        (dy, into) -> {
          into.add(x, dx -> pass.kernels().scaling().scale(dy, factors, dx));
          into.add(factors, to -> pass.kernels().scaling().factorGradient(dy, x, to));
        });
  }

  private void requireFactors(Shape x, Shape factors) {
    boolean fits = factors.rank() <= x.rank();
    int axis = 0;
    while (fits && axis < factors.rank() && factors.extent(axis) == x.extent(axis)) {
      axis++;
    }
    for (; fits && axis < factors.rank(); axis++) {
      fits = factors.extent(axis) == 1;
    }
    if (!fits) {
      throw new ShapeException(
          kind(),
          "factors with the first extents of " + x + ", and 1 for the others",
          factors.toString(),
          "");
    }
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
