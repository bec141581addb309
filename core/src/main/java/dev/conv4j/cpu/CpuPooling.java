package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;
import dev.conv4j.tensor.spi.PoolingKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Pooling, plane by plane. */
final class CpuPooling implements PoolingKernels {
  private final Workers workers;
  private final Stretches stretches = Stretches.best();

  CpuPooling(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void max(Tensor x, Tensor y, @Nullable Tensor positions, PoolGeometry geometry) {
    if (positions == null) {
      new Maxima(stretches, x.shape(), y.shape(), geometry).run(workers, floats(x), floats(y));
    } else {
      max(x, y, positions, geometry, false);
    }
  }

  /** With positions; each plane is rectified when it is done if that is wanted. */
  void max(Tensor x, Tensor y, Tensor positions, PoolGeometry geometry, boolean rectified) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    int[] chosen = ints(positions);
    Plane plane = new Plane(x.shape(), y.shape(), geometry);
    plane.planes.forEach(
        workers,
        plane.work(),
        plane.vectorLines ? plane.pitch() * geometry.window().height() : 0,
        (xAt, yAt, scratch) -> {
          max(plane, xs, xAt, ys, yAt, chosen, scratch);
          if (rectified) {
            stretches.rectify(ys, yAt, plane.outSize());
          }
        });
  }

  private static void max(
      Plane p, float[] xs, int xAt, float[] ys, int yAt, int[] chosen, float[] scratch) {
    if (p.vectorPairs
        && PairMaxima.pool(xs, xAt, p.width, ys, yAt, p.outHeight, p.outWidth, chosen)) {
      return;
    }
    if (p.vectorLines) {
      Arrays.fill(scratch, 0, p.pitch() * p.geometry.window().height(), Float.NEGATIVE_INFINITY);
    }
    for (int i = 0; i < p.outHeight; i++, yAt += p.outWidth) {
      if (p.vectorLines
          ? !maxOfLines(p, xs, xAt, scratch, ys, yAt, chosen, i)
          : !p.pairs || !maxOfPairs(p, xs, xAt, ys, yAt, chosen, i)) {
        maxOfWindows(p, xs, xAt, ys, yAt, chosen, i);
      }
    }
  }

  /**
   * One row of windows, by vectors.
   *
   * @param lines room for the rows that they see, full of negative infinity but for such rows
   * @return whether all maxima were finite; if not, the row is not done right
   */
  private static boolean maxOfLines(
      Plane p, float[] xs, int xAt, float[] lines, float[] ys, int yAt, int[] chosen, int i) {
    int top = p.top(i);
    int rows = p.bottom(i) - top;
    int border = p.geometry.padding().width();
    for (int row = 0; row < rows; row++) {
      System.arraycopy(xs, xAt + (top + row) * p.width, lines, row * p.pitch() + border, p.width);
    }
    return WindowMaxima.pool(
        lines,
        p.pitch(),
        rows,
        top * p.width - border,
        p.width,
        p.geometry.window().width(),
        p.geometry.stride().width(),
        ys,
        yAt,
        p.outWidth,
        chosen);
  }

  /**
   * One row of 2×2 windows side by side, with positions, without a branch for the processor to
   * guess wrong.
   *
   * @return whether there was no NaN; if there was, the row is not done right
   */
  private static boolean maxOfPairs(
      Plane p, float[] xs, int xAt, float[] ys, int yAt, int[] chosen, int i) {
    float check = 0;
    for (int j = 0; j < p.outWidth; j++) {
      int at = 2 * (i * p.width + j);
      float a = xs[xAt + at];
      float b = xs[xAt + at + 1];
      float c = xs[xAt + at + p.width];
      float d = xs[xAt + at + p.width + 1];
      float top = Math.max(a, b);
      float bottom = Math.max(c, d);
      float most = Math.max(top, bottom);
      ys[yAt + j] = most;
      check += 0 * most; // NaN for a NaN, and for an infinity, which the other way also does
      int upper = b > a ? 1 : 0;
      int lower = d > c ? p.width + 1 : p.width;
      chosen[yAt + j] = at + (bottom > top ? lower : upper);
    }
    return check == 0;
  }

  /** One row of windows of any kind. */
  private static void maxOfWindows(
      Plane p, float[] xs, int xAt, float[] ys, int yAt, int[] chosen, int i) {
    int top = p.top(i);
    int bottom = p.bottom(i);
    for (int j = 0; j < p.outWidth; j++) {
      int left = p.left(j);
      int right = p.right(j);
      int best = top * p.width + left;
      float most = xs[xAt + best];
      for (int row = top; row < bottom; row++) {
        for (int at = row * p.width + left; at < row * p.width + right; at++) {
          float value = xs[xAt + at];
          // Not (value <= most) holds for a larger value and for NaN; a NaN once found stays.
          if (!(value <= most) && !Float.isNaN(most)) {
            most = value;
            best = at;
          }
        }
      }
      ys[yAt + j] = most;
      chosen[yAt + j] = best;
    }
  }

  @Override
  public void maxGradient(Tensor dy, Tensor positions, Tensor dx, PoolGeometry geometry) {
    maxGradient(dy, null, positions, dx, geometry);
  }

  /** The same; where {@code y} is given, only what passes the rectifier that gave it out. */
  void maxGradient(
      Tensor dy, @Nullable Tensor y, Tensor positions, Tensor dx, PoolGeometry geometry) {
    float[] dys = floats(dy);
    float[] ys = y == null ? null : floats(y);
    float[] dxs = floats(dx);
    int[] chosen = ints(positions);
    Plane plane = new Plane(dx.shape(), dy.shape(), geometry);
    int outSize = plane.outSize();
    plane.planes.forEach(
        workers,
        plane.work(),
        ys == null ? 0 : outSize,
        (xAt, yAt, scratch) -> {
          if (plane.vectorPairs) {
            spreadPairs(plane, dys, ys, chosen, yAt, dxs, xAt);
          } else if (ys == null) {
            maxGradient(plane, dys, yAt, chosen, yAt, dxs, xAt);
          } else {
            stretches.rectifyGradient(dys, yAt, ys, yAt, scratch, 0, outSize);
            maxGradient(plane, scratch, 0, chosen, yAt, dxs, xAt);
          }
        });
  }

  private static void spreadPairs(
      Plane p, float[] dys, float @Nullable [] ys, int[] chosen, int yAt, float[] dxs, int xAt) {
    if (p.size() > 4 * p.outSize()) { // pixels that no window sees
      Arrays.fill(dxs, xAt, xAt + p.size(), 0);
    }
    PairMaxima.spread(dys, ys, chosen, yAt, p.outHeight, p.outWidth, dxs, xAt, p.width);
  }

  private static void maxGradient(
      Plane p, float[] dys, int dyAt, int[] chosen, int yAt, float[] dxs, int xAt) {
    Arrays.fill(dxs, xAt, xAt + p.size(), 0);
    for (int i = 0; i < p.outSize(); i++) {
      dxs[xAt + chosen[yAt + i]] += dys[dyAt + i];
    }
  }

  @Override
  public void average(Tensor x, Tensor y, PoolGeometry geometry) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    float share = 1f / geometry.window().area();
    Plane plane = new Plane(x.shape(), y.shape(), geometry);
    forEachPlane(plane, (xAt, yAt) -> average(plane, xs, xAt, ys, yAt, share));
  }

  private static void average(Plane p, float[] xs, int xAt, float[] ys, int yAt, float share) {
    for (int i = 0; i < p.outHeight; i++) {
      for (int j = 0; j < p.outWidth; j++) {
        float sum = 0;
        for (int row = p.top(i); row < p.bottom(i); row++) {
          for (int at = row * p.width + p.left(j); at < row * p.width + p.right(j); at++) {
            sum += xs[xAt + at];
          }
        }
        ys[yAt++] = sum * share;
      }
    }
  }

  @Override
  public void averageGradient(Tensor dy, Tensor dx, PoolGeometry geometry) {
    float[] dys = floats(dy);
    float[] dxs = floats(dx);
    float share = 1f / geometry.window().area();
    Plane plane = new Plane(dx.shape(), dy.shape(), geometry);
    forEachPlane(plane, (xAt, yAt) -> averageGradient(plane, dys, yAt, dxs, xAt, share));
  }

  private static void averageGradient(
      Plane p, float[] dys, int yAt, float[] dxs, int xAt, float share) {
    Arrays.fill(dxs, xAt, xAt + p.size(), 0);
    for (int i = 0; i < p.outHeight; i++) {
      for (int j = 0; j < p.outWidth; j++) {
        float part = dys[yAt++] * share;
        for (int row = p.top(i); row < p.bottom(i); row++) {
          for (int at = row * p.width + p.left(j); at < row * p.width + p.right(j); at++) {
            dxs[xAt + at] += part;
          }
        }
      }
    }
  }

  private void forEachPlane(Plane plane, Planes.Body body) {
    plane.planes.forEach(workers, plane.work(), body);
  }

  /** Whether the windows are 2×2 and side by side. */
  static boolean arePairs(PoolGeometry geometry) {
    Size2d two = Size2d.square(2);
    return geometry.window().equals(two)
        && geometry.stride().equals(two)
        && geometry.padding().equals(Size2d.square(0));
  }

  /** The windows over one channel of one image, cut to the image. */
  private static final class Plane {
    private final PoolGeometry geometry;
    private final Planes planes;

    /** Whether the windows are 2×2 and side by side. */
    private final boolean pairs;

    /** Whether they are, and {@link PairMaxima} can pool them. */
    private final boolean vectorPairs;

    /** Whether {@link WindowMaxima} can pool each row of windows. */
    private final boolean vectorLines;

    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;

    Plane(Shape x, Shape y, PoolGeometry geometry) {
      this.geometry = geometry;
      this.planes = new Planes(x, y);
      this.pairs = arePairs(geometry);
      this.height = x.intExtent(2);
      this.width = x.intExtent(3);
      this.outHeight = y.intExtent(2);
      this.outWidth = y.intExtent(3);
      this.vectorPairs =
          pairs && VectorSupport.isPresent() && PairMaxima.suits(outHeight, outWidth);
      this.vectorLines =
          !pairs
              && VectorSupport.isPresent()
              && geometry.stride().width() <= 2
              && outWidth >= WindowMaxima.LEAST;
    }

    /** Elements that the windows of a plane see. */
    long work() {
      return (long) outSize() * geometry.window().area();
    }

    /** From line to line of what {@link WindowMaxima} reads. */
    int pitch() {
      return width + 2 * geometry.padding().width() + WindowMaxima.ROOM;
    }

    int size() {
      return planes.size();
    }

    int outSize() {
      return planes.outSize();
    }

    int top(int i) {
      return Math.max(i * geometry.stride().height() - geometry.padding().height(), 0);
    }

    int bottom(int i) {
      int top = i * geometry.stride().height() - geometry.padding().height();
      return Math.min(top + geometry.window().height(), height);
    }

    int left(int j) {
      return Math.max(j * geometry.stride().width() - geometry.padding().width(), 0);
    }

    int right(int j) {
      int left = j * geometry.stride().width() - geometry.padding().width();
      return Math.min(left + geometry.window().width(), width);
    }
  }
}
