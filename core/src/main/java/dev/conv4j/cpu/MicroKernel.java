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

  /** Columns of a tile. */
  int columns();

  /** What it computes with, for people. */
  String description();

  /**
   * {@code out[r, c] = sum over t of left[t, r] * right[rightAt + offsets[t] + c]}.
   *
   * @param left {@code terms} times {@link #rows} values, from {@code leftAt}
   * @param offsets where each term's {@link #columns} values start, from {@code offsetsAt}
   * @param out the tile's first row at {@code outAt}, each further one {@code outStride} behind
   * @param add whether to add to what {@code out} holds
   */
  void slide(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int[] offsets,
      int offsetsAt,
      float[] out,
      int outAt,
      int outStride,
      boolean add);

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
}
