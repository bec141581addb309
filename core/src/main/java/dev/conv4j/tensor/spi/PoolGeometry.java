package dev.conv4j.tensor.spi;

import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;

/**
 * How a pooling window slides over an image. The output's height is {@code floor((H + 2 * padding -
 * window) / stride) + 1}, likewise its width. The padding is at most half the window, so that every
 * window sees at least one pixel.
 */
public record PoolGeometry(Size2d window, Size2d stride, Size2d padding) {

  /** Checks that the numbers make sense by themselves. */
  public PoolGeometry {
    if (window.height() < 1 || window.width() < 1) {
      throw new ShapeException("window", "1 or more", window.toString(), "");
    }
    if ((long) window.height() * window.width() > Integer.MAX_VALUE) {
      throw new ShapeException("window", "at most 2^31 - 1 pixels", window.toString(), "");
    }
    if (stride.height() < 1 || stride.width() < 1) {
      throw new ShapeException("stride", "1 or more", stride.toString(), "");
    }
    if (padding.height() < 0
        || padding.width() < 0
        || padding.height() > window.height() / 2
        || padding.width() > window.width() / 2) {
      throw new ShapeException(
          "padding", "0 to half the window (" + window + ")", padding.toString(), "");
    }
  }

  /** Windows side by side: the stride is the window. */
  public static PoolGeometry of(int window) {
    return new PoolGeometry(Size2d.square(window), Size2d.square(window), Size2d.square(0));
  }

  /**
   * The shape of the output.
   *
   * @param input {@code [N, C, H, W]}
   * @throws ShapeException if the padded image is smaller than the window
   */
  public Shape outputShape(Shape input) {
    long roomHeight = input.extent(2) + 2L * padding.height() - window.height();
    long roomWidth = input.extent(3) + 2L * padding.width() - window.width();
    if (roomHeight < 0 || roomWidth < 0) {
      throw new ShapeException(
          new Problem(
              "",
              "a padded image of at least %d×%d pixels, the window"
                  .formatted(window.height(), window.width()),
              "%d×%d".formatted(roomHeight + window.height(), roomWidth + window.width()),
              "Use a smaller window, or less pooling before this layer"),
          null);
    }
    return Shape.of(
        input.extent(0),
        input.extent(1),
        roomHeight / stride.height() + 1,
        roomWidth / stride.width() + 1);
  }
}
