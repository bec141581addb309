package dev.conv4j.cpu;

import java.util.Arrays;

/** {@link Taps} in plain Java; the loops over a tile's columns are vectorised by C2. */
final class ScalarTaps implements Taps {
  private static final int COLUMNS = 16;
  private static final int LANES = 8;

  @Override
  public int columns() {
    return COLUMNS;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void tile(
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
      int outStride) {
    for (int row = 0; row < TILE_ROWS; row++) {
      int to = outAt + row * outStride;
      Arrays.fill(out, to, to + COLUMNS, start);
      for (int tap = 0; tap < taps; tap++) {
        float factor = weights[weightsAt + tap];
        int from = planeAt + row * pitch + offsets[tap];
        for (int column = 0; column < COLUMNS; column++) {
          out[to + column] += factor * plane[from + column];
        }
      }
    }
  }

  @Override
  public void threeByThree(
      int columns,
      float[] weights,
      int weightsAt,
      float start,
      float[] plane,
      int planeAt,
      int pitch,
      float[] out,
      int outAt,
      int outStride) {
    for (int row = 0; row < 2; row++) {
      int to = outAt + row * outStride;
      Arrays.fill(out, to, to + columns, start);
      for (int tap = 0; tap < 9; tap++) {
        float factor = weights[weightsAt + tap];
        int from = planeAt + (row + tap / 3) * pitch + tap % 3;
        for (int column = 0; column < columns; column++) {
          out[to + column] += factor * plane[from + column];
        }
      }
    }
  }

  @Override
  public void products(
      int count,
      float[] dy,
      int dyAt,
      float[] plane,
      int planeAt,
      int[] offsets,
      int firstTap,
      float[] sums,
      int sumsAt) {
    for (int tap = 0; tap < TOGETHER; tap++) {
      int from = planeAt + offsets[firstTap + tap];
      int to = sumsAt + tap * LANES;
      for (int i = 0; i < count; i += LANES) {
        for (int lane = 0; lane < LANES; lane++) {
          sums[to + lane] += dy[dyAt + i + lane] * plane[from + i + lane];
        }
      }
    }
  }

  @Override
  public void everySecond(int count, float[] from, int at, float[] into, int intoAt) {
    for (int i = 0; i < count; i++) {
      into[intoAt + i] = from[at + 2 * i];
    }
  }

  @Override
  public void everySecond(
      int rows,
      int columns,
      float[] from,
      int at,
      int stride,
      float[] into,
      int intoAt,
      int intoStride) {
    for (int row = 0; row < rows; row++) {
      everySecond(columns, from, at + row * stride, into, intoAt + row * intoStride);
    }
  }

  @Override
  public void copyShifted(
      int planes,
      int shift,
      int rows,
      int columns,
      float[] from,
      int at,
      int stride,
      float[] into,
      int intoAt,
      int planeStride) {
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < rows; row++) {
        int to = intoAt + plane * planeStride + row * columns;
        Runs.copy(from, at + row * stride + plane * shift, into, to, columns);
      }
    }
  }
}
