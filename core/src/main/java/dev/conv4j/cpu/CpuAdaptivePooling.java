package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.AdaptivePoolingKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Adaptive pooling, plane by plane; a single window over the whole image has a way of its own. */
final class CpuAdaptivePooling implements AdaptivePoolingKernels {
  private final Workers workers;

  CpuAdaptivePooling(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void average(Tensor x, Tensor y) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    Windows windows = new Windows(x.shape(), y.shape());
    int size = windows.size();
    if (windows.isWholeImage()) {
      float share = 1f / size;
      windows.forEachPlane(
          workers, (xAt, yAt) -> ys[yAt] = CpuReduction.sum(xs, xAt, size) * share);
    } else {
      windows.forEachPlane(workers, (xAt, yAt) -> average(windows, xs, xAt, ys, yAt));
    }
  }

  private static void average(Windows w, float[] xs, int xAt, float[] ys, int yAt) {
    for (int i = 0; i < w.outHeight; i++) {
      for (int j = 0; j < w.outWidth; j++) {
        float sum = 0;
        for (int row = w.top(i); row < w.bottom(i); row++) {
          for (int at = row * w.width + w.left(j); at < row * w.width + w.right(j); at++) {
            sum += xs[xAt + at];
          }
        }
        ys[yAt++] = sum / w.area(i, j);
      }
    }
  }

  @Override
  public void averageGradient(Tensor dy, Tensor dx) {
    float[] dys = floats(dy);
    float[] dxs = floats(dx);
    Windows windows = new Windows(dx.shape(), dy.shape());
    int size = windows.size();
    if (windows.isWholeImage()) {
      float share = 1f / size;
      windows.forEachPlane(
          workers, (xAt, yAt) -> Arrays.fill(dxs, xAt, xAt + size, dys[yAt] * share));
    } else {
      windows.forEachPlane(workers, (xAt, yAt) -> averageGradient(windows, dys, yAt, dxs, xAt));
    }
  }

  private static void averageGradient(Windows w, float[] dys, int yAt, float[] dxs, int xAt) {
    Arrays.fill(dxs, xAt, xAt + w.size(), 0);
    for (int i = 0; i < w.outHeight; i++) {
      for (int j = 0; j < w.outWidth; j++) {
        float part = dys[yAt++] / w.area(i, j);
        for (int row = w.top(i); row < w.bottom(i); row++) {
          for (int at = row * w.width + w.left(j); at < row * w.width + w.right(j); at++) {
            dxs[xAt + at] += part;
          }
        }
      }
    }
  }

  @Override
  public void max(Tensor x, Tensor y, @Nullable Tensor positions) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    int[] chosen = positions == null ? null : ints(positions);
    Windows windows = new Windows(x.shape(), y.shape());
    windows.forEachPlane(workers, (xAt, yAt) -> max(windows, xs, xAt, ys, yAt, chosen));
  }

  private static void max(
      Windows w, float[] xs, int xAt, float[] ys, int yAt, int @Nullable [] chosen) {
    for (int i = 0; i < w.outHeight; i++) {
      for (int j = 0; j < w.outWidth; j++, yAt++) {
        int best = w.top(i) * w.width + w.left(j);
        float most = xs[xAt + best];
        for (int row = w.top(i); row < w.bottom(i); row++) {
          for (int at = row * w.width + w.left(j); at < row * w.width + w.right(j); at++) {
            float value = xs[xAt + at];
            // Not (value <= most) holds for a larger value and for NaN; a NaN once found stays.
            if (!(value <= most) && !Float.isNaN(most)) {
              most = value;
              best = at;
            }
          }
        }
        ys[yAt] = most;
        if (chosen != null) {
          chosen[yAt] = best;
        }
      }
    }
  }

  @Override
  public void maxGradient(Tensor dy, Tensor positions, Tensor dx) {
    float[] dys = floats(dy);
    float[] dxs = floats(dx);
    int[] chosen = ints(positions);
    Windows windows = new Windows(dx.shape(), dy.shape());
    int outSize = windows.outHeight * windows.outWidth;
    windows.forEachPlane(
        workers,
        (xAt, yAt) -> {
          Arrays.fill(dxs, xAt, xAt + windows.size(), 0);
          for (int i = yAt; i < yAt + outSize; i++) {
            dxs[xAt + chosen[i]] += dys[i];
          }
        });
  }

  /** The windows over one channel of one image. */
  private static final class Windows {
    private final Planes planes;
    private final int height;
    private final int width;
    private final int outHeight;
    private final int outWidth;

    Windows(Shape x, Shape y) {
      this.planes = new Planes(x, y);
      this.height = x.intExtent(2);
      this.width = x.intExtent(3);
      this.outHeight = y.intExtent(2);
      this.outWidth = y.intExtent(3);
    }

    void forEachPlane(Workers workers, Planes.Body body) {
      planes.forEach(workers, planes.size() + planes.outSize(), body);
    }

    int size() {
      return planes.size();
    }

    boolean isWholeImage() {
      return planes.outSize() == 1;
    }

    int top(int i) {
      return (int) ((long) i * height / outHeight);
    }

    int bottom(int i) {
      return (int) Math.ceilDiv((i + 1L) * height, outHeight);
    }

    int left(int j) {
      return (int) ((long) j * width / outWidth);
    }

    int right(int j) {
      return (int) Math.ceilDiv((j + 1L) * width, outWidth);
    }

    float area(int i, int j) {
      return (float) (bottom(i) - top(i)) * (right(j) - left(j));
    }
  }
}
