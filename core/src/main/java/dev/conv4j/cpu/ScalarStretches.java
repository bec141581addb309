package dev.conv4j.cpu;

/** The loops in plain Java. */
final class ScalarStretches implements Stretches {

  @Override
  public void rectify(float[] y, int at, int count) {
    for (int i = at; i < at + count; i++) {
      y[i] = Math.max(y[i], 0f);
    }
  }

  @Override
  public void add(float[] x, float[] y, int at, int count) {
    for (int i = at; i < at + count; i++) {
      y[i] += x[i];
    }
  }

  @Override
  public void addAndRectify(float[] x, float[] y, int at, int count) {
    for (int i = at; i < at + count; i++) {
      y[i] = Math.max(y[i] + x[i], 0f);
    }
  }

  @Override
  public void rectifyGradient(
      float[] dy, int dyAt, float[] x, int xAt, float[] dx, int dxAt, int count) {
    for (int i = 0; i < count; i++) {
      dx[dxAt + i] = x[xAt + i] > 0 ? dy[dyAt + i] : 0;
    }
  }

  @Override
  public void max(float[] x, int xAt, float[] y, int yAt, int count) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.max(y[yAt + i], x[xAt + i]);
    }
  }

  @Override
  public int room() {
    return 0;
  }

  @Override
  public void maxOfWindows(
      float[] x, int window, int dilation, int stride, float[] y, int yAt, int count) {
    maxOfWindows(x, window, dilation, stride, y, yAt, 0, count);
  }

  /** For the values of j from {@code first} to {@code end - 1}. */
  void maxOfWindows(
      float[] x, int window, int dilation, int stride, float[] y, int yAt, int first, int end) {
    for (int j = first; j < end; j++) {
      float most = x[j * stride];
      for (int e = 1; e < window; e++) {
        most = Math.max(most, x[j * stride + e * dilation]);
      }
      y[yAt + j] = most;
    }
  }

  @Override
  public void maxOfPairs(
      float[] x, int xAt, int width, float[] y, int yAt, int outHeight, int outWidth) {
    for (int i = 0; i < outHeight; i++) {
      rowOfPairs(x, xAt + 2 * i * width, width, y, yAt + i * outWidth, outWidth);
    }
  }

  /** The largest of the 2×2 pixels from {@code top} on, and of those right of them. */
  void rowOfPairs(float[] x, int top, int width, float[] y, int yAt, int count) {
    for (int j = 0; j < count; j++) {
      float upper = Math.max(x[top + 2 * j], x[top + 2 * j + 1]);
      float lower = Math.max(x[top + width + 2 * j], x[top + width + 2 * j + 1]);
      y[yAt + j] = Math.max(upper, lower);
    }
  }
}
