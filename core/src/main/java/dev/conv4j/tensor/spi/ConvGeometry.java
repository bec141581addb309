package dev.conv4j.tensor.spi;

import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;

/**
 * How a kernel slides over an image: all that a convolution needs to know besides the shapes.
 *
 * <p>The kernel's extent on the image, dilation included, is {@code dilation * (kernel - 1) + 1};
 * the output's height is {@code floor((H + 2 * padding - extent) / stride) + 1}, likewise its
 * width. With {@code groups > 1}, output channel group {@code g} sees input channel group {@code g}
 * only.
 */
public record ConvGeometry(
    Size2d kernel, Size2d stride, Size2d padding, Size2d dilation, int groups) {

  /** Checks that the numbers make sense by themselves. */
  public ConvGeometry {
    requirePositive("kernel", kernel);
    requirePositive("stride", stride);
    requirePositive("dilation", dilation);
    if (padding.height() < 0 || padding.width() < 0) {
      throw new ShapeException("padding", "0 or more", padding.toString(), "");
    }
    if (groups < 1) {
      throw new ShapeException("groups", "1 or more", Integer.toString(groups), "");
    }
  }

  /** A square kernel with stride 1, no padding, no dilation, one group. */
  public static ConvGeometry of(int kernel) {
    return new ConvGeometry(
        Size2d.square(kernel), Size2d.square(1), Size2d.square(0), Size2d.square(1), 1);
  }

  private static void requirePositive(String what, Size2d size) {
    if (size.height() < 1 || size.width() < 1) {
      throw new ShapeException(what, "1 or more", size.toString(), "");
    }
    if ((long) size.height() * size.width() > Integer.MAX_VALUE) {
      throw new ShapeException(what, "at most 2^31 - 1 pixels", size.toString(), "");
    }
  }

  /** Rows of the image that the kernel covers. */
  public long extentHeight() {
    return extent(kernel.height(), dilation.height());
  }

  /** Columns of the image that the kernel covers. */
  public long extentWidth() {
    return extent(kernel.width(), dilation.width());
  }

  private static long extent(int kernel, int dilation) {
    return (long) dilation * (kernel - 1) + 1;
  }

  /**
   * The shape of the output.
   *
   * @param input {@code [N, C, H, W]}
   * @param outChannels the number of kernels
   * @throws ShapeException if the padded image is smaller than the kernel
   */
  public Shape outputShape(Shape input, long outChannels) {
    long height = outputExtent(input.extent(2), extentHeight(), stride.height(), padding.height());
    long width = outputExtent(input.extent(3), extentWidth(), stride.width(), padding.width());
    if (height < 1 || width < 1) {
      throw new ShapeException(
          new Problem(
              "",
              "a padded image of at least %d×%d pixels, the kernel's extent"
                  .formatted(extentHeight(), extentWidth()),
              "%d×%d"
                  .formatted(
                      input.extent(2) + 2L * padding.height(),
                      input.extent(3) + 2L * padding.width()),
              "Use a smaller kernel, more padding, or less pooling before this layer"),
          null);
    }
    return Shape.of(input.extent(0), outChannels, height, width);
  }

  private static long outputExtent(long input, long extent, int stride, int padding) {
    long room = input + 2L * padding - extent;
    return room < 0 ? 0 : room / stride + 1;
  }
}
