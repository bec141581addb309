package dev.conv4j.look;

/**
 * Amounts on a grid that lies over an image, perhaps a coarse one. Between the points of the grid
 * they are interpolated, beyond the outermost they go on level.
 *
 * <p>Thread safety: immutable.
 */
public final class HeatMap {

  /**
   * Where the grid lies, in pixels of the image; the middle of a pixel is a whole number.
   *
   * @param firstRow of the image, where the first row of the grid lies
   * @param firstColumn likewise
   * @param strideDown from one row of the grid to the next, more than 0
   * @param strideAcross from one column of the grid to the next, more than 0
   */
  public record Place(double firstRow, double firstColumn, double strideDown, double strideAcross) {

    /** The grid shares out the image: each of its points lies in the middle of its share. */
    static Place sharing(int imageHeight, int imageWidth, int height, int width) {
      double down = (double) imageHeight / height;
      double across = (double) imageWidth / width;
      return new Place((down - 1) / 2, (across - 1) / 2, down, across);
    }
  }

  private final int height;
  private final int width;
  private final float[] values;
  private final Place place;

  /**
   * A map.
   *
   * @param values {@code [height, width]} in row-major order; not copied
   */
  HeatMap(int height, int width, float[] values, Place place) {
    this.height = height;
    this.width = width;
    this.values = values;
    this.place = place;
  }

  /** Rows of the grid. */
  public int height() {
    return height;
  }

  /** Columns of the grid. */
  public int width() {
    return width;
  }

  /** Where the grid lies on the image. */
  public Place place() {
    return place;
  }

  /** The amounts, {@code [height, width]} in row-major order, in a new array. */
  public float[] values() {
    return values.clone();
  }

  /** The least and the largest amount. */
  public Range range() {
    return Range.of(values);
  }

  /** The amount at a place of the image; the middle of a pixel is a whole number. */
  public float at(double row, double column) {
    double y = Math.clamp((row - place.firstRow) / place.strideDown, 0, height - 1);
    double x = Math.clamp((column - place.firstColumn) / place.strideAcross, 0, width - 1);
    int top = (int) y;
    int left = (int) x;
    int bottom = Math.min(top + 1, height - 1);
    int right = Math.min(left + 1, width - 1);
    double above = between(values[top * width + left], values[top * width + right], x - left);
    double below = between(values[bottom * width + left], values[bottom * width + right], x - left);
    return (float) between(above, below, y - top);
  }

  /** The amount at the point of the grid that is nearest to a place of the image. */
  float nearest(double row, double column) {
    double y = Math.clamp((row - place.firstRow) / place.strideDown, 0, height - 1);
    double x = Math.clamp((column - place.firstColumn) / place.strideAcross, 0, width - 1);
    return values[(int) Math.round(y) * width + (int) Math.round(x)];
  }

  private static double between(double from, double to, double share) {
    return from + (to - from) * share;
  }
}
