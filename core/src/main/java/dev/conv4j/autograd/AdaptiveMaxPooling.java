package dev.conv4j.autograd;

import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Takes the largest pixels of windows that share out an image of any size; see {@link
 * dev.conv4j.tensor.spi.AdaptivePoolingKernels}.
 *
 * @param size of the output
 */
public record AdaptiveMaxPooling(Size2d size) implements Operation {

  /** Checks that there is an output. */
  public AdaptiveMaxPooling {
    new AdaptiveAveragePooling(size);
  }

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}
   * @return {@code [N, C, height, width]}
   */
  public Tensor apply(Tensor x, Pass pass) {
    Shape shape = outputShape(x.shape());
    if (!pass.isDifferentiable()) {
      return pass.run(
          this,
          shape,
          List.of(x),
          y -> pass.kernels().adaptivePooling().max(x, y, null),
          (dy, into) -> {});
    }
    Tensor positions = pass.allocate(this, ElementType.INT32, shape);
    return pass.run(
        this,
        shape,
        List.of(x),
        y -> pass.kernels().adaptivePooling().max(x, y, positions),
        (dy, into) ->
            into.add(x, dx -> pass.kernels().adaptivePooling().maxGradient(dy, positions, dx)));
  }

  /**
   * The shape of the output.
   *
   * @throws dev.conv4j.ShapeException if there are no images of a pixel or more
   */
  public Shape outputShape(Shape x) {
    return AdaptiveAveragePooling.outputShape(kind(), x, size);
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return new AdaptiveAveragePooling(size).flops(inputs, output);
  }
}
