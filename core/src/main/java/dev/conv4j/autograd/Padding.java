package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PadGeometry;
import java.util.List;

/** Puts pixels around images; see {@link dev.conv4j.tensor.spi.PaddingKernels}. */
public record Padding(PadGeometry geometry) implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}
   * @return {@code [N, C, H', W']}
   * @throws ShapeException if the images are too small for so much padding
   */
  public Tensor apply(Tensor x, Pass pass) {
    if (x.shape().rank() != 4) {
      throw new ShapeException(kind(), "[N, C, H, W]", x.shape().toString(), "");
    }
    return pass.run(
        this,
        geometry.outputShape(x.shape()),
        List.of(x),
        y -> pass.kernels().padding().pad(x, y, geometry),
        (dy, into) -> into.add(x, dx -> pass.kernels().padding().padGradient(dy, dx, geometry)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 0;
  }
}
