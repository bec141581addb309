package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * The tile in plain Java, for a JVM without the Vector API. The inner loops are ones that the
 * just-in-time compiler vectorises by itself; products are rounded, since a fused multiply-add is
 * very slow where the processor has none.
 */
final class ScalarMicroKernel implements MicroKernel {
  private static final int ROWS = 4;
  private static final int COLUMNS = 16;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public String description() {
    return "plain Java";
  }

  @Override
  public void slide(
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
      boolean add) {
    for (int row = 0; row < ROWS; row++) {
      int at = outAt + row * outStride;
      if (!add) {
        Arrays.fill(out, at, at + COLUMNS, 0);
      }
      for (int term = 0; term < terms; term++) {
        addScaled(
            left[leftAt + term * ROWS + row], right, rightAt + offsets[offsetsAt + term], out, at);
      }
    }
  }

  @Override
  public void gather(
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
      int outStride) {
    for (int row = 0; row < ROWS; row++) {
      int from = leftAt + rowOffsets[rowOffsetsAt + row];
      for (int term = 0; term < terms; term++) {
        addScaled(
            left[from + offsets[term]],
            right,
            rightAt + term * COLUMNS,
            out,
            outAt + row * outStride);
      }
    }
  }

  private static void addScaled(float factor, float[] from, int fromAt, float[] to, int toAt) {
    for (int column = 0; column < COLUMNS; column++) {
      to[toAt + column] += factor * from[fromAt + column];
    }
  }
}
