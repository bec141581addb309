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
  private final PoolGeometry geometry;
  private final int planes;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;

  Maxima(Stretches stretches, Shape x, Shape y, PoolGeometry geometry) {
    this.stretches = stretches;
    this.geometry = geometry;
    this.planes = (int) (x.extent(0) * x.extent(1));
    this.height = x.intExtent(2);
    this.width = x.intExtent(3);
    this.outHeight = y.intExtent(2);
    this.outWidth = y.intExtent(3);
  }

  void run(Workers workers, float[] xs, float[] ys) {
    boolean pairs = CpuPooling.arePairs(geometry);
    int outPlane = outHeight * outWidth;
    workers.run(
        planes,
        (long) planes * outPlane * geometry.window().area(),
        pairs ? 0 : columnsCount(),
        (plane, scratch) -> {
          int xAt = plane * height * width;
          if (pairs) {
            stretches.maxOfPairs(xs, xAt, width, ys, plane * outPlane, outHeight, outWidth);
          } else {
            maxOfWindows(xs, xAt, scratch, ys, plane * outPlane);
          }
        });
  }

  private int columnsCount() {
    return width + 2 * geometry.padding().width() + stretches.room();
  }

  private void maxOfWindows(float[] xs, int xAt, float[] columns, float[] ys, int yAt) {
    int border = geometry.padding().width();
    Arrays.fill(columns, 0, border, Float.NEGATIVE_INFINITY);
    Arrays.fill(columns, border + width, columnsCount(), Float.NEGATIVE_INFINITY);
    for (int i = 0; i < outHeight; i++) {
      int start = i * geometry.stride().height() - geometry.padding().height();
      int top = Math.max(start, 0);
      int bottom = Math.min(start + geometry.window().height(), height);
      System.arraycopy(xs, xAt + top * width, columns, border, width);
      for (int row = top + 1; row < bottom; row++) {
        stretches.max(xs, xAt + row * width, columns, border, width);
      }
      stretches.maxOfWindows(
          columns,
          geometry.window().width(),
          geometry.stride().width(),
          ys,
          yAt + i * outWidth,
          outWidth);
    }
  }
}
