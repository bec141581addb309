package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * The tile in plain Java, for a JVM without the Vector API. The inner loops are ones that the
 * just-in-time compiler vectorises by itself; products are rounded, since a fused multiply-add is
 * very slow where the processor has none.
 */
final class ScalarMicroKernel implements MicroKernel {
  private static final int ROWS = 4;
  static final int LANES = 8;
  private static final int COLUMNS = 2 * LANES;

  private final WinogradLines winograd = new ScalarWinogradLines();

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public WinogradLines winograd() {
    return winograd;
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
      int right0,
      int right1,
      int[] offsets,
      int offsetsAt,
      float[] out,
      int out0,
      int out1,
      int outStride,
      int rows) {
    float[] sums = new float[COLUMNS];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(sums, 0);
      for (int term = 0; term < terms; term++) {
        float factor = left[leftAt + term * ROWS + row];
        int at = offsets[offsetsAt + term];
        addScaled(factor, right, right0 + at, sums, 0);
        addScaled(factor, right, right1 + at, sums, LANES);
      }
      // Both runs are read before either is written, as they may overlap.
      int at0 = out0 + row * outStride;
      int at1 = out1 + row * outStride;
      for (int column = 0; column < LANES; column++) {
        sums[column] += out[at0 + column];
        sums[LANES + column] += out[at1 + column];
      }
      System.arraycopy(sums, 0, out, at0, LANES);
      System.arraycopy(sums, LANES, out, at1, LANES);
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
        float factor = left[from + offsets[term]];
        int at = rightAt + term * COLUMNS;
        addScaled(factor, right, at, out, outAt + row * outStride);
        addScaled(factor, right, at + LANES, out, outAt + row * outStride + LANES);
      }
    }
  }

  @Override
  public int denseRows() {
    return ROWS;
  }

  @Override
  public void dense(
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      int rightStride,
      float[] out,
      int outAt,
      int outStride) {
    float[] sums = new float[COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      Arrays.fill(sums, 0);
      for (int term = 0; term < terms; term++) {
        float factor = left[leftAt + term * ROWS + row];
        addScaled(factor, right, rightAt + term * rightStride, sums, 0);
        addScaled(factor, right, rightAt + term * rightStride + LANES, sums, LANES);
      }
      for (int column = 0; column < COLUMNS; column++) {
        out[outAt + row * outStride + column] += sums[column];
      }
    }
  }

  private static void addScaled(float factor, float[] from, int fromAt, float[] to, int toAt) {
    for (int column = 0; column < LANES; column++) {
      to[toAt + column] += factor * from[fromAt + column];
    }
  }
}
