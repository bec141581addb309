package dev.conv4j.cpu;

/** The transforms in plain Java, for a JVM without the Vector API. */
final class ScalarWinogradLines implements WinogradLines {
  private static final int LANES = ScalarMicroKernel.LANES;

  @Override
  public void image(float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane++) {
      int a = at + lane;
      int b = to + lane;
      float x0 = from[a];
      float x1 = from[a + step];
      float x2 = from[a + 2 * step];
      float x3 = from[a + 3 * step];
      float x4 = from[a + 4 * step];
      float x5 = from[a + 5 * step];
      float far = x4 - 4 * x2;
      float farOdd = x3 - 4 * x1;
      float near = x4 - x2;
      float nearOdd = 2 * (x3 - x1);
      into[b] = 4 * x0 - 5 * x2 + x4;
      into[b + toStep] = far + farOdd;
      into[b + 2 * toStep] = far - farOdd;
      into[b + 3 * toStep] = near + nearOdd;
      into[b + 4 * toStep] = near - nearOdd;
      into[b + 5 * toStep] = 4 * x1 - 5 * x3 + x5;
    }
  }

  @Override
  public void filter(float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane++) {
      int a = at + lane;
      int b = to + lane;
      float x0 = from[a];
      float x1 = from[a + step];
      float x2 = from[a + 2 * step];
      float ends = (x0 + x2) * (-1 / 6f);
      float middle = x1 * (1 / 6f);
      float farEnds = (x0 + 4 * x2) * (1 / 24f);
      float farMiddle = x1 * (1 / 12f);
      into[b] = x0 * (1 / 4f);
      into[b + toStep] = ends - middle;
      into[b + 2 * toStep] = ends + middle;
      into[b + 3 * toStep] = farEnds + farMiddle;
      into[b + 4 * toStep] = farEnds - farMiddle;
      into[b + 5 * toStep] = x2;
    }
  }

  @Override
  public void output(float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane++) {
      int a = at + lane;
      int b = to + lane;
      float x0 = from[a];
      float x1 = from[a + step];
      float x2 = from[a + 2 * step];
      float x3 = from[a + 3 * step];
      float x4 = from[a + 4 * step];
      float x5 = from[a + 5 * step];
      float even = x1 + x2;
      float odd = x1 - x2;
      float farEven = x3 + x4;
      float farOdd = x3 - x4;
      into[b] = x0 + even + farEven;
      into[b + toStep] = odd + 2 * farOdd;
      into[b + 2 * toStep] = even + 4 * farEven;
      into[b + 3 * toStep] = odd + 8 * farOdd + x5;
    }
  }

  @Override
  public void outputGradient(
      float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane++) {
      int a = at + lane;
      int b = to + lane;
      float x0 = from[a];
      float x1 = from[a + step];
      float x2 = from[a + 2 * step];
      float x3 = from[a + 3 * step];
      float even = x0 + x2;
      float odd = x1 + x3;
      float farEven = x0 + 4 * x2;
      float farOdd = 2 * (x1 + 4 * x3);
      into[b] = x0;
      into[b + toStep] = even + odd;
      into[b + 2 * toStep] = even - odd;
      into[b + 3 * toStep] = farEven + farOdd;
      into[b + 4 * toStep] = farEven - farOdd;
      into[b + 5 * toStep] = x3;
    }
  }

  @Override
  public void filterGradient(
      float[] from, int at, int step, float[] into, int to, int toStep, int count) {
    for (int lane = 0; lane < count; lane++) {
      int a = at + lane;
      int b = to + lane;
      float x0 = from[a];
      float x1 = from[a + step];
      float x2 = from[a + 2 * step];
      float x3 = from[a + 3 * step];
      float x4 = from[a + 4 * step];
      float x5 = from[a + 5 * step];
      float near = (x1 + x2) * (-1 / 6f);
      float nearOdd = (x2 - x1) * (1 / 6f);
      float far = x3 + x4;
      float farOdd = x3 - x4;
      into[b] = x0 * (1 / 4f) + near + far * (1 / 24f);
      into[b + toStep] = nearOdd + farOdd * (1 / 12f);
      into[b + 2 * toStep] = near + far * (1 / 6f) + x5;
    }
  }

  @Override
  public void imageRows(
      float[] from, int at, int rowStep, float[] into, int to, int toStep, int count) {
    for (int row = 0; row < 6; row++) {
      imageRow(from, at + row * rowStep, into, to + row * 6 * toStep, toStep, count);
    }
  }

  private static void imageRow(float[] from, int at, float[] into, int to, int toStep, int count) {
    for (int tile = 0; tile < count; tile++) {
      int a = at + 4 * tile;
      int b = to + tile;
      float x1 = from[a + 1];
      float x2 = from[a + 2];
      float x3 = from[a + 3];
      float x4 = from[a + 4];
      float far = x4 - 4 * x2;
      float farOdd = x3 - 4 * x1;
      float near = x4 - x2;
      float nearOdd = 2 * (x3 - x1);
      into[b] = 4 * from[a] - 5 * x2 + x4;
      into[b + toStep] = far + farOdd;
      into[b + 2 * toStep] = far - farOdd;
      into[b + 3 * toStep] = near + nearOdd;
      into[b + 4 * toStep] = near - nearOdd;
      into[b + 5 * toStep] = 4 * x1 - 5 * x3 + from[a + 5];
    }
  }

  @Override
  public void outputRow(float[] from, int at, int step, float[] into, int to, int count) {
    for (int tile = 0; tile < count; tile++) {
      int a = at + tile;
      int b = to + 4 * tile;
      float x1 = from[a + step];
      float x2 = from[a + 2 * step];
      float x3 = from[a + 3 * step];
      float x4 = from[a + 4 * step];
      float even = x1 + x2;
      float odd = x1 - x2;
      float farEven = x3 + x4;
      float farOdd = x3 - x4;
      into[b] = from[a] + even + farEven;
      into[b + 1] = odd + 2 * farOdd;
      into[b + 2] = even + 4 * farEven;
      into[b + 3] = odd + 8 * farOdd + from[a + 5 * step];
    }
  }

  @Override
  public void turn(
      float[] from, int at, int[] rows, int columns, float[] into, int to, int toStep) {
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < LANES; row++) {
        into[to + column * toStep + row] = from[at + rows[row] + column];
      }
    }
  }
}
