package dev.conv4j.tensor.spi;

import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;

/**
 * How a pooling window slides over an image. Its extent on the image is {@code dilation * (window -
 * 1) + 1}; the output's height is {@code floor((H + 2 * padding - extent) / stride) + 1}, likewise
 * its width. The padding is at most half the extent, and every window sees at least one pixel.
 *
 * @param ceilMode whether a last window that reaches over the padding at the end is taken too, so
 *     that the quotient above is rounded up; it must begin on the image or before it, as PyTorch's
 *     do
 * @param countIncludePad whether a mean's divisor counts padding as pixels; what a window of
 *     ceiling mode sees beyond the padding is never counted
 */
public record PoolGeometry(
    Size2d window,
    Size2d stride,
    Size2d padding,
    Size2d dilation,
    boolean ceilMode,
    boolean countIncludePad) {

  /** Checks that the numbers make sense by themselves. */
  public PoolGeometry {
    requirePositive("window", window);
    requirePositive("stride", stride);
    requirePositive("dilation", dilation);
    long mostRows = extent(window.height(), dilation.height()) / 2;
    long mostColumns = extent(window.width(), dilation.width()) / 2;
    if (padding.height() < 0
        || padding.width() < 0
        || padding.height() > mostRows
        || padding.width() > mostColumns) {
      throw new ShapeException(
          "padding", "0 to half the window (" + window + ")", padding.toString(), "");
    }
  }

  /** Windows of neighbouring pixels, no more than fit, and means that count padding. */
  public PoolGeometry(Size2d window, Size2d stride, Size2d padding) {
    this(window, stride, padding, Size2d.square(1), false, true);
  }

  /** Windows side by side: the stride is the window. */
  public static PoolGeometry of(int window) {
    return new PoolGeometry(Size2d.square(window), Size2d.square(window), Size2d.square(0));
  }

  private static void requirePositive(String what, Size2d size) {
    if (size.height() < 1 || size.width() < 1) {
      throw new ShapeException(what, "1 or more", size.toString(), "");
    }
    if ((long) size.height() * size.width() > Integer.MAX_VALUE) {
      throw new ShapeException(what, "at most 2^31 - 1 pixels", size.toString(), "");
    }
  }

  /** Rows of the image from a window's first to its last. */
  public long extentHeight() {
    return extent(window.height(), dilation.height());
  }

  /** Columns of the image from a window's first to its last. */
  public long extentWidth() {
    return extent(window.width(), dilation.width());
  }

  private static long extent(int window, int dilation) {
    return (long) dilation * (window - 1) + 1;
  }

  /** Whether a window's pixels are not neighbours. */
  public boolean isDilated() {
    return dilation.height() > 1 || dilation.width() > 1;
  }

  /**
   * The shape of the output.
   *
   * @param input {@code [N, C, H, W]}
   * @throws ShapeException if the padded image is smaller than the window's extent, or a window
   *     sees nothing but padding
   */
  public Shape outputShape(Shape input) {
    long height = input.extent(2);
    long width = input.extent(3);
    long rows = windows(height, extentHeight(), stride.height(), padding.height());
    long columns = windows(width, extentWidth(), stride.width(), padding.width());
    if (rows < 1 || columns < 1) {
      throw new ShapeException(
          new Problem(
              "",
              "a padded image of at least %d×%d pixels, the window"
                  .formatted(extentHeight(), extentWidth()),
              "%d×%d".formatted(height + 2L * padding.height(), width + 2L * padding.width()),
              "Use a smaller window, or less pooling before this layer"),
          null);
    }
    if (seesOnlyPadding(height, stride.height(), padding.height(), dilation.height())
        || seesOnlyPadding(width, stride.width(), padding.width(), dilation.width())) {
      throw new ShapeException(
          new Problem(
              "",
              "images of which every window sees a pixel, between a dilation of " + dilation,
              "%d×%d".formatted(height, width),
              "Use less dilation or less padding"),
          null);
    }
    return Shape.of(input.extent(0), input.extent(1), rows, columns);
  }

  private long windows(long size, long extent, int stride, int padding) {
    long room = size + 2L * padding - extent;
    long windows = Math.floorDiv(room + (ceilMode ? stride - 1 : 0), (long) stride) + 1;
    boolean beginsBehind = ceilMode && (windows - 1) * stride >= size + padding;
    return size < 1 ? 0 : beginsBehind ? windows - 1 : windows;
  }

  /** A window that begins before the image steps over it if the image is that small. */
  private static boolean seesOnlyPadding(long size, int stride, int padding, int dilation) {
    for (long start = -padding; start < 0; start += stride) {
      if (Math.floorMod(start, (long) dilation) >= size) {
        return true;
      }
    }
    return false;
  }
}
