package dev.conv4j.cpu;

import org.jspecify.annotations.Nullable;

/**
 * The innermost loops of every product: one tile of the result, {@link #rows} by {@link #columns},
 * is held in registers while the terms are added, one after the other, each product unrounded where
 * the processor can fuse it.
 *
 * <p>The factors are not laid out for the tile but found by tables of offsets: a convolution reads
 * its image where it stands.
 */
interface MicroKernel {

  /** Rows of the tile of {@link #gather}. */
  int rows();

  /** Rows of the tile of {@link #slide} by runs of such lanes that suit so many filters best. */
  int rows(int lanes, int filters);

  /** Columns of a tile that stand next to each other: a tile has two such runs. */
  int lanes();

  /**
   * Columns that stand next to each other in a tile of {@link #slide} by the longest vectors: more
   * than {@link #lanes} where such a tile suits so many filters.
   */
  default int longLanes(int filters) {
    return lanes();
  }

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
   * @param lanes columns of a run: {@link #lanes} or {@link #longLanes}
   * @param tileRows what {@link #rows(int, int)} gave
   * @param left {@code terms} times {@code tileRows} values, from {@code leftAt}
   * @param right0 where the first run's columns stand, {@code right1} the second's
   * @param offsets where each term's values start, from {@code offsetsAt}
   * @param start what each row's sums begin with, from {@code startAt}; null for what stands in
   *     {@code out}
   * @param out the first run's first row at {@code out0}, the second's at {@code out1}, each
   *     further row {@code outStride} behind
   * @param rows how many rows of the tile are added; there is no room for the others
   */
  void slide(
      int lanes,
      int tileRows,
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int right0,
      int right1,
      int[] offsets,
      int offsetsAt,
      float @Nullable [] start,
      int startAt,
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

  /** The lanes of {@link #dots}; the longest vectors'. */
  default int dotLanes() {
    return lanes();
  }

  /** Lines on the right of {@link #dots}. */
  int DOT_COLUMNS = 5;

  /** The most lines on the left of {@link #dots}. */
  int dotRows();

  /**
   * Products of lines with lines, lane by lane: {@code sums[r, c, l] += sum over i of left[leftAt +
   * r * leftStride + i * dotLanes + l] * right[rightAt + offsets[c] + places[i] + l]} for {@link
   * #DOT_COLUMNS} lines on the right. What the lanes hold is added up by the caller, once.
   *
   * @param runs how many times {@link #dotLanes} elements each line has
   * @param rows the lines on the left, at most {@link #dotRows}; there is room for an even number
   *     of them in {@code sums}, and what goes into the one too many is undefined
   * @param offsets where each line on the right starts, from {@code offsetsAt}
   * @param places where each run stands in it
   * @param sums row by row, {@code sumsStride} floats from one to the next, from {@code sumsAt}
   */
  void dots(
      int runs,
      float[] left,
      int leftAt,
      int leftStride,
      int rows,
      float[] right,
      int rightAt,
      int[] offsets,
      int offsetsAt,
      int[] places,
      float[] sums,
      int sumsAt,
      int sumsStride);

  /**
   * Adds up the lanes of lines, such as {@link #dots} leaves: {@code into[intoAt + i]} becomes the
   * sum of the {@link #dotLanes} values from {@code at + i * dotLanes}, taken halves onto halves.
   *
   * @param groups how many times {@link #dotLanes} lines there are
   * @param sums the lines, undefined afterwards; {@code into} may be the same array elsewhere
   */
  void fold(int groups, float[] sums, int at, float[] into, int intoAt);

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

  /** How many panels of the left factor are multiplied fastest: 2 by {@link #denseTwo}, or 1. */
  default int panelsAtOnce() {
    return 1;
  }

  /**
   * {@link #dense} for two panels of the left factor, the second one from {@code nextAt}; its rows
   * stand behind those of the first.
   */
  default void denseTwo(
      int terms,
      float[] left,
      int leftAt,
      int nextAt,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride) {
    int next = outAt + denseRows() * outStride;
    dense(terms, left, leftAt, right, rightAt, rightStride, out, outAt, outStride);
    dense(terms, left, nextAt, right, rightAt, rightStride, out, next, outStride);
  }

  /** Columns of the tile of {@link #panel}: two of the longest vectors. */
  default int panelColumns() {
    return columns();
  }

  /**
   * {@code out[r, c] = start[r, c] + sum over t of left[t, r] * right[t, c]} for {@link #denseRows}
   * rows and {@link #panelColumns} columns, both factors packed.
   *
   * @param rows how many of the tile's rows are wanted; it may write the others nonetheless
   * @param left {@code terms} times {@link #denseRows} values, from {@code leftAt}
   * @param right {@code terms} times {@link #panelColumns} values, from {@code rightAt}
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
