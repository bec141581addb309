package dev.conv4j.cpu;

import java.util.Arrays;

/** Means of the windows of one plane, and their gradient. */
final class Means {
  private Means() {}

  static void pool(PoolPlane p, float[] xs, int xAt, float[] ys, int yAt) {
    for (int i = 0; i < p.outHeight; i++) {
      for (int j = 0; j < p.outWidth; j++) {
        float sum = 0;
        int left = p.left(j);
        int right = p.right(j);
        for (int row = p.top(i); row < p.bottom(i); row++) {
          for (int at = row * p.width + left; at < row * p.width + right; at++) {
            sum += xs[xAt + at];
          }
        }
        ys[yAt++] = sum * p.share(i, j);
      }
    }
  }

  static void spread(PoolPlane p, float[] dys, int yAt, float[] dxs, int xAt) {
    Arrays.fill(dxs, xAt, xAt + p.size(), 0);
    for (int i = 0; i < p.outHeight; i++) {
      for (int j = 0; j < p.outWidth; j++) {
        float part = dys[yAt++] * p.share(i, j);
        int left = p.left(j);
        int right = p.right(j);
        for (int row = p.top(i); row < p.bottom(i); row++) {
          for (int at = row * p.width + left; at < row * p.width + right; at++) {
            dxs[xAt + at] += part;
          }
        }
      }
    }
  }
}
