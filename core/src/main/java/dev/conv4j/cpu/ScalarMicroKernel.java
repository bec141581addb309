package dev.conv4j.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
  private final Packing packing = new ScalarPacking();
  private final Taps taps = new ScalarTaps();

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int rows(int lanes, int filters) {
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
  public Packing packing() {
    return packing;
  }

  @Override
  public Taps taps() {
    return taps;
  }

  @Override
  public String description() {
    return "plain Java";
  }

  @Override
  public void slide(
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
      int rows) {
    assert lanes == LANES : "there are no longer vectors";
    float[] sums = new float[COLUMNS];
    for (int row = 0; row < rows; row++) {
      Arrays.fill(sums, 0);
      for (int term = 0; term < terms; term++) {
        float factor = left[leftAt + term * tileRows + row];
        int at = offsets[offsetsAt + term];
        addScaled(factor, right, right0 + at, sums, 0);
        addScaled(factor, right, right1 + at, sums, LANES);
      }
      // Both runs are read before either is written, as they may overlap.
      int at0 = out0 + row * outStride;
      int at1 = out1 + row * outStride;
      for (int column = 0; column < LANES; column++) {
        sums[column] += start == null ? out[at0 + column] : start[startAt + row];
        sums[LANES + column] += start == null ? out[at1 + column] : start[startAt + row];
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
  public int dotRows() {
    return ROWS;
  }

  @Override
  public void dots(
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
      int sumsStride) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < DOT_COLUMNS; column++) {
        int from = leftAt + row * leftStride;
        int with = rightAt + offsets[offsetsAt + column];
        int to = sumsAt + row * sumsStride + column * LANES;
        for (int run = 0; run < runs; run++) {
          addProducts(left, from + run * LANES, right, with + places[run], sums, to);
        }
      }
    }
  }

  private static void addProducts(
      float[] a, int aAt, float[] b, int bAt, float[] sums, int sumsAt) {
    for (int lane = 0; lane < LANES; lane++) {
      sums[sumsAt + lane] += a[aAt + lane] * b[bAt + lane];
    }
  }

  @Override
  public void fold(int groups, float[] sums, int at, float[] into, int intoAt) {
    for (int line = 0; line < groups * LANES; line++) {
      into[intoAt + line] = ChannelSums.fold(sums, at + line * LANES, LANES);
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

  @Override
  public void panel(
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
      int outStride) {
    float[] sums = new float[COLUMNS];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(start, startAt + row * startStride, sums, 0, COLUMNS);
      for (int term = 0; term < terms; term++) {
        float factor = left[leftAt + term * ROWS + row];
        addScaled(factor, right, rightAt + term * COLUMNS, sums, 0);
        addScaled(factor, right, rightAt + term * COLUMNS + LANES, sums, LANES);
      }
      System.arraycopy(sums, 0, out, outAt + row * outStride, COLUMNS);
    }
  }

  private static void addScaled(float factor, float[] from, int fromAt, float[] to, int toAt) {
    for (int column = 0; column < LANES; column++) {
      to[toAt + column] += factor * from[fromAt + column];
    }
  }
}
