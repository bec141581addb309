package dev.conv4j.tensor;

import dev.conv4j.ShapeException;

/** A height and a width in pixels: of a kernel, a stride, a padding. */
public record Size2d(int height, int width) {

  /** The same in both directions. */
  public static Size2d square(int side) {
    return new Size2d(side, side);
  }

  /**
   * Height times width.
   *
   * @throws ShapeException if it exceeds 2³¹ − 1
   */
  public int area() {
    long area = (long) height * width;
    if (area > Integer.MAX_VALUE) {
      throw new ShapeException("size", "at most 2^31 - 1 pixels", height + "×" + width, "");
    }
    return (int) area;
  }

  /** {@code 5} for a square, else {@code 3×5}: height first. */
  @Override
  public String toString() {
    return height == width ? Integer.toString(height) : height + "×" + width;
  }
}
