package dev.conv4j.look;

/**
 * Amounts on a grid that lies over an image, perhaps a coarse one that does not reach its edges.
 * Each point of the grid stands for the cell around it, which is a stride wide and high; between
 * points amounts are interpolated.
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

  /**
   * The amount at a place of the image, interpolated linearly. Beyond the outermost points it is
   * theirs as far as their cells go, and fades to 0 within half a stride more.
   *
   * @param row of the image; the middle of a pixel is a whole number
   */
  public float at(double row, double column) {
    double y = gridRow(row);
    double x = gridColumn(column);
    int top = (int) inside(y, height);
    int left = (int) inside(x, width);
    int bottom = Math.min(top + 1, height - 1);
    int right = Math.min(left + 1, width - 1);
    double share = inside(x, width) - left;
    double above = between(values[top * width + left], values[top * width + right], share);
    double below = between(values[bottom * width + left], values[bottom * width + right], share);
    double amount = between(above, below, inside(y, height) - top);
    return (float) (amount * fading(y, height) * fading(x, width));
  }

  /** The amount of the cell that holds a place of the image; of the nearest if none does. */
  float nearest(double row, double column) {
    int y = (int) Math.round(inside(gridRow(row), height));
    int x = (int) Math.round(inside(gridColumn(column), width));
    return values[y * width + x];
  }

  /** Whether a place of the image lies in a cell of the grid. */
  public boolean covers(double row, double column) {
    return beyond(gridRow(row), height) <= 0.5 && beyond(gridColumn(column), width) <= 0.5;
  }

  private double gridRow(double row) {
    return (row - place.firstRow) / place.strideDown;
  }

  private double gridColumn(double column) {
    return (column - place.firstColumn) / place.strideAcross;
  }

  private static double inside(double at, int extent) {
    return Math.clamp(at, 0, extent - 1);
  }

  /** How many strides beyond the outermost point; 0 if not. */
  private static double beyond(double at, int extent) {
    return Math.abs(at - inside(at, extent));
  }

  private static double fading(double at, int extent) {
    return Math.clamp(2 - 2 * beyond(at, extent), 0, 1);
  }

  private static double between(double from, double to, double share) {
    return from + (to - from) * share;
  }
}
