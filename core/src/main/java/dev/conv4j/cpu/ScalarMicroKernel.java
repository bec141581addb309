package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * The tile in plain Java, for a JVM without the Vector API. The inner loop is one that the
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
  public void multiply(
      int terms,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c,
      int cAt,
      int cStride,
      boolean add) {
    for (int row = 0; row < ROWS; row++) {
      int at = cAt + row * cStride;
      if (!add) {
        Arrays.fill(c, at, at + COLUMNS, 0);
      }
      for (int term = 0; term < terms; term++) {
        float factor = a[aAt + term * ROWS + row];
        int from = bAt + term * COLUMNS;
        for (int column = 0; column < COLUMNS; column++) {
          c[at + column] += factor * b[from + column];
        }
      }
    }
  }
}
