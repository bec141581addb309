package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * {@code x > 0 ? x : weight * x} with learned weights; see {@link
 * dev.conv4j.tensor.spi.ActivationKernels#parametricRelu}.
 */
public record ParametricRectification() implements Operation {

  /**
   * Computes the operation; the output is shaped like {@code x}.
   *
   * @param x {@code [N, C, ...]}
   * @param weight {@code [C]} or {@code [1]}
   * @throws ShapeException if there are neither as many weights as channels nor one
   */
  public Tensor apply(Tensor x, Tensor weight, Pass pass) {
    requireFitting(x.shape(), weight.shape());
    return pass.run(
        this,
        x.shape(),
        List.of(x, weight),
        y -> pass.kernels().activation().parametricRelu(x, weight, y),
        (dy, into) -> {
          into.add(x, dx -> pass.kernels().activation().parametricReluGradient(dy, x, weight, dx));
          into.add(
              weight, dw -> pass.kernels().activation().parametricReluWeightGradient(dy, x, dw));
        });
  }

  private void requireFitting(Shape x, Shape weight) {
    boolean fits =
        x.rank() >= 2
            && x.extent(1) > 0
            && weight.rank() == 1
            && (weight.extent(0) == 1 || weight.extent(0) == x.extent(1));
    if (!fits) {
      throw new ShapeException(
          kind(), "[N, C, ...] and [C] or [1] weights", x + " and " + weight, "");
    }
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
