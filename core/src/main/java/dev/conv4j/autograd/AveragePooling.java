package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.List;

/** Takes the mean of each window; see {@link dev.conv4j.tensor.spi.PoolingKernels}. */
public record AveragePooling(PoolGeometry geometry) implements Operation {

  /** Checks that windows are of neighbouring pixels. */
  public AveragePooling {
    if (geometry.isDilated()) {
      throw new ShapeException(
          "average pooling", "a dilation of 1", geometry.dilation().toString(), "");
    }
  }

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}
   * @return {@code [N, C, H', W']}
   */
  public Tensor apply(Tensor x, Pass pass) {
    return pass.run(
        this,
        geometry.outputShape(x.shape()),
        List.of(x),
        y -> pass.kernels().pooling().average(x, y, geometry),
        (dy, into) ->
            into.add(x, dx -> pass.kernels().pooling().averageGradient(dy, dx, geometry)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count() * geometry.window().area();
  }
}
