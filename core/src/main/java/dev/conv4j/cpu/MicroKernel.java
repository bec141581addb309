package dev.conv4j.cpu;

/**
 * The innermost loops of every product: one tile of the result, {@link #rows} by {@link #columns},
 * is held in registers while the terms are added, one after the other, each product unrounded where
 * the processor can fuse it.
 *
 * <p>The factors are not laid out for the tile but found by tables of offsets: a convolution reads
 * its image where it stands.
 */
interface MicroKernel {

  /** Rows of a tile. */
  int rows();

  /** Columns of a tile that stand next to each other: a tile has two such runs. */
  int lanes();

  /** Columns of a tile: twice {@link #lanes}. */
  default int columns() {
    return 2 * lanes();
  }

  /** The transforms of Winograd's convolution, with the same vectors. */
  WinogradLines winograd();

  /** How factors are laid out for {@link #panel}, with the same vectors. */
  Packing packing();

  /** Depthwise convolution, with the same vectors. */
  Taps taps();

  /** What it computes with, for people. */
  String description();

  /**
   * For column c of the first run {@code out[out0 + r * outStride + c] += sum over t of left[t, r]
   * * right[right0 + offsets[t] + c]}, likewise for the second. A run that is given twice, or that
   * overlaps the other, counts once.
   *
   * @param left {@code terms} times {@link #rows} values, from {@code leftAt}
   * @param right0 where the first run's columns stand, {@code right1} the second's
   * @param offsets where each term's {@link #lanes} values start, from {@code offsetsAt}
   * @param out the first run's first row at {@code out0}, the second's at {@code out1}, each
   *     further row {@code outStride} behind
   * @param rows how many rows of the tile are added; there is no room for the others
   */
  void slide(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int right0,
      int right1,
      int[] offsets,
      int offsetsAt,
      float[] out,
      int out0,
      int out1,
      int outStride,
      int rows);

  /**
   * {@code out[r, c] += sum over t of left[leftAt + rowOffsets[r] + offsets[t]] * right[t, c]}.
   *
   * @param rowOffsets where each of the {@link #rows} rows starts, from {@code rowOffsetsAt}
   * @param offsets where each term stands in a row
   * @param right {@code terms} times {@link #columns} values, from {@code rightAt}
   * @param out the tile's first row at {@code outAt}, each further one {@code outStride} behind
   */
  void gather(
      int terms,
      float[] left,
      int leftAt,
      int[] rowOffsets,
      int rowOffsetsAt,
      int[] offsets,
      float[] right,
      int rightAt,
      float[] out,
      int outAt,
      int outStride);

  /** Rows of the tile of {@link #dense}: as many as the registers hold. */
  int denseRows();

  /**
   * {@code out[r, c] += sum over t of left[t, r] * right[rightAt + t * rightStride + c]} for {@link
   * #denseRows} rows and {@link #columns} columns that stand next to each other.
   *
   * @param left {@code terms} times {@link #denseRows} values, from {@code leftAt}
   * @param out the tile's first row at {@code outAt}, each further one {@code outStride} behind
   */
  void dense(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride);

  /**
   * {@code out[r, c] = start[r, c] + sum over t of left[t, r] * right[t, c]} for {@link #denseRows}
   * rows and {@link #columns} columns, both factors packed.
   *
   * @param rows how many of the tile's rows are wanted; it may write the others nonetheless
   * @param left {@code terms} times {@link #denseRows} values, from {@code leftAt}
   * @param right {@code terms} times {@link #columns} values, from {@code rightAt}
   * @param start what the sums start from: the tile's first row at {@code startAt}, each further
   *     one {@code startStride} behind; a stride of 0 gives all rows the same, and {@code out}
   *     itself adds to what is there
   * @param out the tile's first row at {@code outAt}, each further one {@code outStride} behind
   */
  void panel(
      int rows,
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] start,
      int startAt,
      int startStride,
      float[] out,
      int outAt,
      int outStride);
}
