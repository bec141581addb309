package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

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
    PoolPlane plane = new PoolPlane(x.shape(), y.shape(), geometry);
    Way way = Way.of(plane);
    plane.planes.forEach(
        workers,
        plane.work(),
        way == Way.LINES ? pitch(plane) * geometry.window().height() : 0,
        (xAt, yAt, scratch) -> {
          max(way, plane, xs, xAt, ys, yAt, chosen, scratch);
          if (rectified) {
            stretches.rectify(ys, yAt, plane.outSize());
          }
        });
  }

  /** How a plane's maxima are found. */
  private enum Way {
    /** 2×2 windows side by side, one by one. */
    PAIRS,
    /** The same by {@link PairMaxima}. */
    VECTORS_OF_PAIRS,
    /** Rows of windows by {@link WindowMaxima}. */
    LINES,
    /** Pixel by pixel. */
    WINDOWS;

    static Way of(PoolPlane p) {
      boolean vectors = VectorSupport.isPresent();
      if (p.arePairs()) {
        return vectors && PairMaxima.suits(p.outHeight, p.outWidth) ? VECTORS_OF_PAIRS : PAIRS;
      }
      boolean lines =
          vectors && p.geometry.stride().width() <= 2 && p.outWidth >= WindowMaxima.LEAST;
      return lines ? LINES : WINDOWS;
    }
  }

  /** From line to line of what {@link WindowMaxima} reads. */
  private static int pitch(PoolPlane p) {
    return p.paddedWidth() + WindowMaxima.ROOM;
  }

  private static void max(
      Way way,
      PoolPlane p,
      float[] xs,
      int xAt,
      float[] ys,
      int yAt,
      int[] chosen,
      float[] scratch) {
    if (way == Way.VECTORS_OF_PAIRS
        && PairMaxima.pool(xs, xAt, p.width, ys, yAt, p.outHeight, p.outWidth, chosen)) {
      return;
    }
    if (way == Way.LINES) {
      Arrays.fill(scratch, 0, pitch(p) * p.geometry.window().height(), Float.NEGATIVE_INFINITY);
    }
    for (int i = 0; i < p.outHeight; i++, yAt += p.outWidth) {
      boolean done =
          switch (way) {
            case PAIRS, VECTORS_OF_PAIRS -> maxOfPairs(p, xs, xAt, ys, yAt, chosen, i);
            case LINES -> maxOfLines(p, xs, xAt, scratch, ys, yAt, chosen, i);
            case WINDOWS -> false;
          };
      if (!done) {
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
      PoolPlane p, float[] xs, int xAt, float[] lines, float[] ys, int yAt, int[] chosen, int i) {
    int top = p.top(i);
    int rows = Math.ceilDiv(p.bottom(i) - top, p.rowStep);
    int border = p.geometry.padding().width();
    int pitch = pitch(p);
    for (int row = 0; row < rows; row++) {
      int from = xAt + (top + row * p.rowStep) * p.width;
      System.arraycopy(xs, from, lines, row * pitch + border, p.width);
    }
    return WindowMaxima.pool(
        lines,
        pitch,
        rows,
        top * p.width - border,
        p.rowStep * p.width,
        p.geometry.window().width(),
        p.columnStep,
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
      PoolPlane p, float[] xs, int xAt, float[] ys, int yAt, int[] chosen, int i) {
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
      PoolPlane p, float[] xs, int xAt, float[] ys, int yAt, int[] chosen, int i) {
    int top = p.top(i);
    int bottom = p.bottom(i);
    for (int j = 0; j < p.outWidth; j++) {
      int left = p.left(j);
      int right = p.right(j);
      int best = top * p.width + left;
      float most = xs[xAt + best];
      for (int row = top; row < bottom; row += p.rowStep) {
        for (int at = row * p.width + left; at < row * p.width + right; at += p.columnStep) {
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
    PoolPlane plane = new PoolPlane(dx.shape(), dy.shape(), geometry);
    boolean pairs = Way.of(plane) == Way.VECTORS_OF_PAIRS;
    int outSize = plane.outSize();
    plane.planes.forEach(
        workers,
        plane.work(),
        ys == null ? 0 : outSize,
        (xAt, yAt, scratch) -> {
          if (pairs) {
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
      PoolPlane p,
      float[] dys,
      float @Nullable [] ys,
      int[] chosen,
      int yAt,
      float[] dxs,
      int xAt) {
    if (p.size() > 4 * p.outSize()) { // pixels that no window sees
      Arrays.fill(dxs, xAt, xAt + p.size(), 0);
    }
    PairMaxima.spread(dys, ys, chosen, yAt, p.outHeight, p.outWidth, dxs, xAt, p.width);
  }

  private static void maxGradient(
      PoolPlane p, float[] dys, int dyAt, int[] chosen, int yAt, float[] dxs, int xAt) {
    Arrays.fill(dxs, xAt, xAt + p.size(), 0);
    for (int i = 0; i < p.outSize(); i++) {
      dxs[xAt + chosen[yAt + i]] += dys[dyAt + i];
    }
  }

  @Override
  public void average(Tensor x, Tensor y, PoolGeometry geometry) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    PoolPlane plane = new PoolPlane(x.shape(), y.shape(), geometry);
    plane.planes.forEach(workers, plane.work(), (xAt, yAt) -> Means.pool(plane, xs, xAt, ys, yAt));
  }

  @Override
  public void averageGradient(Tensor dy, Tensor dx, PoolGeometry geometry) {
    float[] dys = floats(dy);
    float[] dxs = floats(dx);
    PoolPlane plane = new PoolPlane(dx.shape(), dy.shape(), geometry);
    plane.planes.forEach(
        workers, plane.work(), (xAt, yAt) -> Means.spread(plane, dys, yAt, dxs, xAt));
  }
}
