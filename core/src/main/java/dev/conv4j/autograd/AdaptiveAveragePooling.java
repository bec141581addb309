package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Takes means over windows that share out an image of any size; see {@link
 * dev.conv4j.tensor.spi.AdaptivePoolingKernels}.
 *
 * @param size of the output
 */
public record AdaptiveAveragePooling(Size2d size) implements Operation {

  /** Checks that there is an output. */
  public AdaptiveAveragePooling {
    if (size.height() < 1 || size.width() < 1) {
      throw new ShapeException("size", "1 pixel or more", size.toString(), "");
    }
    size.area(); // refuses what no array can hold
  }

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}
   * @return {@code [N, C, height, width]}
   */
  public Tensor apply(Tensor x, Pass pass) {
    return pass.run(
        this,
        outputShape(x.shape()),
        List.of(x),
        y -> pass.kernels().adaptivePooling().average(x, y),
        (dy, into) -> into.add(x, dx -> pass.kernels().adaptivePooling().averageGradient(dy, dx)));
  }

  /**
   * The shape of the output.
   *
   * @throws ShapeException if there are no images of a pixel or more
   */
  public Shape outputShape(Shape x) {
    return outputShape(kind(), x, size);
  }

  static Shape outputShape(String kind, Shape x, Size2d size) {
    if (x.rank() != 4 || x.extent(2) < 1 || x.extent(3) < 1) {
      throw new ShapeException(kind, "[N, C, H, W], images of a pixel or more", x.toString(), "");
    }
    return Shape.of(x.extent(0), x.extent(1), size.height(), size.width());
  }

  /** Each window's pixels, with those that two windows share counted for both. */
  @Override
  public long flops(List<Shape> inputs, Shape output) {
    Shape x = inputs.getFirst();
    return output.extent(0)
        * output.extent(1)
        * seen(x.extent(2), size.height())
        * seen(x.extent(3), size.width());
  }

  /** The extents of all windows along one axis, added up. */
  private static long seen(long from, int windows) {
    long sum = 0;
    for (long i = 0; i < windows; i++) {
      sum += Math.ceilDiv((i + 1) * from, windows) - i * from / windows;
    }
    return sum;
  }
}
