package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.PoolGeometry;

/** The windows over one channel of one image, cut to the image. */
final class PoolPlane {
  final PoolGeometry geometry;
  final Planes planes;
  final int height;
  final int width;
  final int outHeight;
  final int outWidth;

  /** From one row that a window sees to the next. */
  final int rowStep;

  /** From one column that a window sees to the next. */
  final int columnStep;

  /**
   * @param x {@code [N, C, H, W]}
   * @param y what it is pooled to
   */
  PoolPlane(Shape x, Shape y, PoolGeometry geometry) {
    this.geometry = geometry;
    this.planes = new Planes(x, y);
    this.height = x.intExtent(2);
    this.width = x.intExtent(3);
    this.outHeight = y.intExtent(2);
    this.outWidth = y.intExtent(3);
    this.rowStep = geometry.dilation().height();
    this.columnStep = geometry.dilation().width();
  }

  /** Whether the windows are 2×2, side by side, and all of them whole. */
  boolean arePairs() {
    Size2d two = Size2d.square(2);
    return geometry.window().equals(two)
        && geometry.stride().equals(two)
        && geometry.padding().equals(Size2d.square(0))
        && !geometry.isDilated()
        && 2L * outHeight <= height
        && 2L * outWidth <= width;
  }

  /** Elements that the windows of a plane see. */
  long work() {
    return (long) outSize() * geometry.window().area();
  }

  int size() {
    return planes.size();
  }

  int outSize() {
    return planes.outSize();
  }

  /** The columns of a row, its padding, and what windows see beyond in ceiling mode. */
  int paddedWidth() {
    long lastEnd = (outWidth - 1L) * geometry.stride().width() + geometry.extentWidth();
    return Math.toIntExact(Math.max(width + 2L * geometry.padding().width(), lastEnd));
  }

  private int start(int i) {
    return i * geometry.stride().height() - geometry.padding().height();
  }

  private int begin(int j) {
    return j * geometry.stride().width() - geometry.padding().width();
  }

  /** The first row that window i sees. */
  int top(int i) {
    return onImage(start(i), rowStep);
  }

  /** The row behind the last that window i sees. */
  int bottom(int i) {
    return (int) Math.min(start(i) + geometry.extentHeight(), height);
  }

  /** The first column that window j sees. */
  int left(int j) {
    return onImage(begin(j), columnStep);
  }

  /** The column behind the last that window j sees. */
  int right(int j) {
    return (int) Math.min(begin(j) + geometry.extentWidth(), width);
  }

  private static int onImage(int start, int step) {
    return start < 0 ? Math.floorMod(start, step) : start;
  }

  /** What a sum over window (i, j) is multiplied by to be its mean. */
  float share(int i, int j) {
    long rows;
    long columns;
    if (geometry.countIncludePad()) {
      rows = counted(start(i), geometry.window().height(), height, geometry.padding().height());
      columns = counted(begin(j), geometry.window().width(), width, geometry.padding().width());
    } else {
      rows = (long) bottom(i) - top(i);
      columns = (long) right(j) - left(j);
    }
    return 1f / (rows * columns);
  }

  private static long counted(int start, int window, int size, int padding) {
    return Math.min((long) start + window, (long) size + padding) - start;
  }
}
