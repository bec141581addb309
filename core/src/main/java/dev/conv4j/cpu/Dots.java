package dev.conv4j.cpu;

/** Dot products with rows that are read where they stand, once. */
interface Dots {
  /** The rows of one call. */
  int ROWS = 8;

  /** The floats that the results, and what is added up to them, take. */
  int room();

  /**
   * {@code into[r] = sum over i of x[i] * rows[r * rowStride + i]} for {@link #ROWS} rows.
   *
   * @param into {@link #room} floats from {@code intoAt}
   */
  void multiply(
      int count,
      float[] x,
      int xAt,
      float[] rows,
      int rowsAt,
      int rowStride,
      float[] into,
      int intoAt);
}
