package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.AdaptivePoolingKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Adaptive pooling by its definition. */
final class ReferenceAdaptivePooling implements AdaptivePoolingKernels {

  /** Called with an output position, an input position in its window, and the window's area. */
  private interface Visitor {
    void visit(int y, int x, int area);
  }

  @Override
  public void average(Tensor x, Tensor y) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    Arrays.fill(ys, 0);
    forEachPixel(x.shape(), y.shape(), (to, from, area) -> ys[to] += xs[from] / area);
  }

  @Override
  public void averageGradient(Tensor dy, Tensor dx) {
    double[] dys = doubles(dy);
    double[] dxs = doubles(dx);
    Arrays.fill(dxs, 0);
    forEachPixel(dx.shape(), dy.shape(), (from, to, area) -> dxs[to] += dys[from] / area);
  }

  @Override
  public void max(Tensor x, Tensor y, @Nullable Tensor positions) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    int[] chosen = positions == null ? new int[ys.length] : ints(positions);
    int plane = x.shape().intExtent(2) * x.shape().intExtent(3);
    Arrays.fill(chosen, -1);
    forEachPixel(
        x.shape(),
        y.shape(),
        (to, from, area) -> {
          double value = xs[from];
          if (chosen[to] < 0 || value > ys[to] || (Double.isNaN(value) && !Double.isNaN(ys[to]))) {
            ys[to] = value;
            chosen[to] = from % plane;
          }
        });
  }

  @Override
  public void maxGradient(Tensor dy, Tensor positions, Tensor dx) {
    ReferencePooling.spread(dy, positions, dx);
  }

  private static void forEachPixel(Shape x, Shape y, Visitor visitor) {
    int height = x.intExtent(2);
    int width = x.intExtent(3);
    int outHeight = y.intExtent(2);
    int outWidth = y.intExtent(3);
    for (int at = 0; at < y.count(); at++) {
      int plane = at / (outHeight * outWidth) * height * width;
      int i = at / outWidth % outHeight;
      int j = at % outWidth;
      int top = (int) ((long) i * height / outHeight);
      int bottom = (int) Math.ceilDiv((i + 1L) * height, outHeight);
      int left = (int) ((long) j * width / outWidth);
      int right = (int) Math.ceilDiv((j + 1L) * width, outWidth);
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          visitor.visit(at, plane + row * width + column, (bottom - top) * (right - left));
        }
      }
    }
  }
}
