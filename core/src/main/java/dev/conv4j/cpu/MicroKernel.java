package dev.conv4j.cpu;

/**
 * The innermost loop of every product: one tile of the result, held in registers while the terms
 * are added. Both factors come packed, so that they are read in order.
 */
interface MicroKernel {

  /** Rows of a tile. */
  int rows();

  /** Columns of a tile. */
  int columns();

  /** What it computes with, for people. */
  String description();

  /**
   * {@code c[i, j] = sum over t of a[t, i] * b[t, j]}, or adds that to {@code c}. Terms are added
   * one after the other, each product unrounded where the processor can fuse it.
   *
   * @param a {@code terms} times {@link #rows} values, from {@code aAt}
   * @param b {@code terms} times {@link #columns} values, from {@code bAt}
   * @param c the tile's first row at {@code cAt}, each further one {@code cStride} behind
   * @param add whether to add to what {@code c} holds
   */
  void multiply(
      int terms,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cStride,
      boolean add);
}
