package dev.conv4j.look;

/**
 * Pixels of an image in a rectangle. It may lie partly, or wholly, outside the image, or be empty.
 */
public record Box(long top, long left, long height, long width) {

  /** Whether there is no pixel in it. */
  public boolean isEmpty() {
    return height == 0 || width == 0;
  }

  /** The row of its middle; that of a pixel's middle is a whole number. */
  public double middleRow() {
    return top + (height - 1) / 2.0;
  }

  /** The column of its middle; that of a pixel's middle is a whole number. */
  public double middleColumn() {
    return left + (width - 1) / 2.0;
  }

  /** Height and width, as in {@code 16×16}. */
  public String size() {
    return height + "×" + width;
  }

  /** First and last rows and columns, as in {@code rows 4 to 19, columns 0 to 15}. */
  @Override
  public String toString() {
    return isEmpty()
        ? "no pixels"
        : "rows %d to %d, columns %d to %d"
            .formatted(top, top + height - 1, left, left + width - 1);
  }
}
