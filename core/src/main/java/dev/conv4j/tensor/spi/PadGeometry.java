package dev.conv4j.tensor.spi;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;

/**
 * What is put around images.
 *
 * @param top rows above
 * @param bottom rows below
 * @param left columns to the left
 * @param right columns to the right
 * @param mode what the new pixels are
 */
public record PadGeometry(int top, int bottom, int left, int right, PaddingMode mode) {

  /** Checks that nothing is cut off. */
  public PadGeometry {
    if (top < 0 || bottom < 0 || left < 0 || right < 0) {
      throw new ShapeException("padding", "0 or more on each side", sides(), "");
    }
  }

  /** Whether there is nothing to do. */
  public boolean isNone() {
    return top == 0 && bottom == 0 && left == 0 && right == 0;
  }

  /**
   * The shape of the output.
   *
   * @param input {@code [N, C, H, W]}
   * @throws ShapeException if the image is too small for so much padding of its mode
   */
  public Shape outputShape(Shape input) {
    long height = input.extent(2);
    long width = input.extent(3);
    if (Math.max(top, bottom) > mode.mostPadding(height)
        || Math.max(left, right) > mode.mostPadding(width)) {
      throw new ShapeException(
          "",
          "an image large enough for a padding of " + sides() + ", mode " + mode,
          height + "×" + width,
          "Use less padding, or less pooling before this layer");
    }
    return Shape.of(input.extent(0), input.extent(1), height + top + bottom, width + left + right);
  }

  private String sides() {
    return "%d above, %d below, %d left, %d right".formatted(top, bottom, left, right);
  }
}
