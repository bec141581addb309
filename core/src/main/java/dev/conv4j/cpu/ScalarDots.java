package dev.conv4j.cpu;

/** {@link Dots} in plain Java. */
final class ScalarDots implements Dots {

  @Override
  public int room() {
    return ROWS;
  }

  @Override
  public void multiply(
      int count,
      float[] x,
      int xAt,
      float[] rows,
      int rowsAt,
      int rowStride,
      float[] into,
      int intoAt) {
    for (int row = 0; row < ROWS; row++) {
      int at = rowsAt + row * rowStride;
      float sum = 0;
      for (int i = 0; i < count; i++) {
        sum += x[xAt + i] * rows[at + i];
      }
      into[intoAt + row] = sum;
    }
  }
}
