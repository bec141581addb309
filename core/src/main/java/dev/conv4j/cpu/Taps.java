package dev.conv4j.cpu;

/**
 * The innermost loops of depthwise convolution, whose filters see one plane: a tap is an element of
 * the kernel, and meets consecutive places at consecutive pixels.
 */
interface Taps {
  /** Rows of a tile. */
  int TILE_ROWS = 4;

  /** Taps of one call of {@link #products}. */
  int TOGETHER = 5;

  /** Columns of a tile, and a run of pixels in {@link #products}. */
  int columns();

  /** The floats of a tap's sum in {@link #products}; a vector. */
  int lanes();

  /**
   * {@code out[r * outStride + c] = start + sum over t of weights[weightsAt + t] * plane[planeAt +
   * r * pitch + c + offsets[t]]} for {@link #TILE_ROWS} rows and {@link #columns} columns.
   */
  void tile(
      int taps,
      float[] weights,
      int weightsAt,
      float start,
      float[] plane,
      int planeAt,
      int pitch,
      int[] offsets,
      float[] out,
      int outAt,
      int outStride);

  /**
   * {@link #tile} for two rows of any length, and 3 × 3 taps that are neighbours: tap (a, b) meets
   * column c of row r at {@code plane[planeAt + (r + a) * pitch + c + b]}.
   *
   * @param columns {@link #lanes} at least
   */
  void threeByThree(
      int columns,
      float[] weights,
      int weightsAt,
      float start,
      float[] plane,
      int planeAt,
      int pitch,
      float[] out,
      int outAt,
      int outStride);

  /**
   * Adds {@code dy[dyAt + i] * plane[planeAt + i + offsets[tap]]}, summed over i, to the sum of
   * {@link #TOGETHER} taps, of which each is spread over {@link #lanes} floats.
   *
   * @param count a multiple of {@link #columns}
   * @param firstTap the first of the taps in {@code offsets}
   * @param sums the first tap's sum at {@code sumsAt}, the next one behind
   */
  void products(
      int count,
      float[] dy,
      int dyAt,
      float[] plane,
      int planeAt,
      int[] offsets,
      int firstTap,
      float[] sums,
      int sumsAt);

  /** {@code into[intoAt + i] = from[at + 2 * i]}. */
  void everySecond(int count, float[] from, int at, float[] into, int intoAt);

  /**
   * {@link #everySecond} for some rows, in their order.
   *
   * @param columns of a row; up to {@link #lanes} floats behind it may be overwritten
   */
  void everySecond(
      int rows,
      int columns,
      float[] from,
      int at,
      int stride,
      float[] into,
      int intoAt,
      int intoStride);

  /**
   * Copies some rows to several planes, each of which begins {@code shift} columns behind the one
   * before.
   *
   * @param columns of a row in a plane, of which the rows stand next to each other; up to 15 floats
   *     behind the last plane may be overwritten
   */
  void copyShifted(
      int planes,
      int shift,
      int rows,
      int columns,
      float[] from,
      int at,
      int stride,
      float[] into,
      int intoAt,
      int planeStride);
}
