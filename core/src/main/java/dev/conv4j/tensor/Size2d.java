package dev.conv4j.tensor;

/** A height and a width in pixels: of a kernel, a stride, a padding. */
public record Size2d(int height, int width) {

  /** The same in both directions. */
  public static Size2d square(int side) {
    return new Size2d(side, side);
  }

  /** Height times width. */
  public int area() {
    return Math.multiplyExact(height, width);
  }

  /** {@code 5} for a square, else {@code 3×5}: height first. */
  @Override
  public String toString() {
    return height == width ? Integer.toString(height) : height + "×" + width;
  }
}
