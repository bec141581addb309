package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.Arrays;

/**
 * Max-pooling where nobody asks for positions: the largest of each column of a row of windows
 * first, then of the columns that each window sees. A NaN is larger than anything.
 */
final class Maxima {
  private final Stretches stretches;
  private final PoolPlane plane;
  private final PoolGeometry geometry;

  Maxima(Stretches stretches, Shape x, Shape y, PoolGeometry geometry) {
    this.stretches = stretches;
    this.geometry = geometry;
    this.plane = new PoolPlane(x, y, geometry);
  }

  void run(Workers workers, float[] xs, float[] ys) {
    boolean pairs = plane.arePairs();
    plane.planes.forEach(
        workers,
        plane.work(),
        pairs ? 0 : columnsCount(),
        (xAt, yAt, scratch) -> {
          if (pairs) {
            stretches.maxOfPairs(xs, xAt, plane.width, ys, yAt, plane.outHeight, plane.outWidth);
          } else {
            maxOfWindows(xs, xAt, scratch, ys, yAt);
          }
        });
  }

  private int columnsCount() {
    return plane.paddedWidth() + stretches.room();
  }

  private void maxOfWindows(float[] xs, int xAt, float[] columns, float[] ys, int yAt) {
    int border = geometry.padding().width();
    int width = plane.width;
    Arrays.fill(columns, 0, border, Float.NEGATIVE_INFINITY);
    Arrays.fill(columns, border + width, columnsCount(), Float.NEGATIVE_INFINITY);
    for (int i = 0; i < plane.outHeight; i++) {
      int top = plane.top(i);
      System.arraycopy(xs, xAt + top * width, columns, border, width);
      for (int row = top + plane.rowStep; row < plane.bottom(i); row += plane.rowStep) {
        stretches.max(xs, xAt + row * width, columns, border, width);
      }
      stretches.maxOfWindows(
          columns,
          geometry.window().width(),
          plane.columnStep,
          geometry.stride().width(),
          ys,
          yAt + i * plane.outWidth,
          plane.outWidth);
    }
  }
}
