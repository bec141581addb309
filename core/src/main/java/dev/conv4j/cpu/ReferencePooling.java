package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;
import dev.conv4j.tensor.spi.PoolingKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Pooling by its definition. */
final class ReferencePooling implements PoolingKernels {

  /** Called with an output position, the start of its plane, and a position in that plane. */
  private interface Visitor {
    void visit(int y, int plane, int position);
  }

  @Override
  public void max(Tensor x, Tensor y, @Nullable Tensor positions, PoolGeometry geometry) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    int[] chosen = positions == null ? new int[ys.length] : ints(positions);
    Arrays.fill(chosen, -1);
    forEachPixel(
        x.shape(),
        y.shape(),
        geometry,
        (at, plane, position) -> {
          double value = xs[plane + position];
          if (chosen[at] < 0 || value > ys[at] || (Double.isNaN(value) && !Double.isNaN(ys[at]))) {
            ys[at] = value;
            chosen[at] = position;
          }
        });
  }

  @Override
  public void maxGradient(Tensor dy, Tensor positions, Tensor dx, PoolGeometry geometry) {
    spread(dy, positions, dx);
  }

  /** Adds each element of dy to the pixel of its channel that its position says. */
  static void spread(Tensor dy, Tensor positions, Tensor dx) {
    double[] dys = doubles(dy);
    double[] dxs = doubles(dx);
    int[] chosen = ints(positions);
    int outPlane = (int) (dy.shape().extent(2) * dy.shape().extent(3));
    int plane = (int) (dx.shape().extent(2) * dx.shape().extent(3));
    Arrays.fill(dxs, 0);
    for (int i = 0; i < dys.length; i++) {
      dxs[i / outPlane * plane + chosen[i]] += dys[i];
    }
  }

  @Override
  public void average(Tensor x, Tensor y, PoolGeometry geometry) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    Arrays.fill(ys, 0);
    forEachPixel(
        x.shape(),
        y.shape(),
        geometry,
        (at, plane, position) ->
            ys[at] += xs[plane + position] / divisor(at, x.shape(), y.shape(), geometry));
  }

  @Override
  public void averageGradient(Tensor dy, Tensor dx, PoolGeometry geometry) {
    double[] dys = doubles(dy);
    double[] dxs = doubles(dx);
    Arrays.fill(dxs, 0);
    forEachPixel(
        dx.shape(),
        dy.shape(),
        geometry,
        (at, plane, position) ->
            dxs[plane + position] += dys[at] / divisor(at, dx.shape(), dy.shape(), geometry));
  }

  /** The number of pixels that count for output {@code at}. */
  private static double divisor(int at, Shape x, Shape y, PoolGeometry g) {
    int i = at / y.intExtent(3) % y.intExtent(2);
    int j = at % y.intExtent(3);
    return counted(
            i * g.stride().height() - g.padding().height(),
            g.window().height(),
            x.intExtent(2),
            g.countIncludePad() ? g.padding().height() : 0)
        * counted(
            j * g.stride().width() - g.padding().width(),
            g.window().width(),
            x.intExtent(3),
            g.countIncludePad() ? g.padding().width() : 0);
  }

  private static double counted(int start, int window, int size, int padding) {
    return Math.min(start + window, size + padding) - Math.max(start, -padding);
  }

  private static void forEachPixel(Shape x, Shape y, PoolGeometry g, Visitor visitor) {
    int planes = (int) (x.extent(0) * x.extent(1));
    int height = x.intExtent(2);
    int width = x.intExtent(3);
    int at = 0;
    for (int plane = 0; plane < planes; plane++) {
      for (int i = 0; i < y.intExtent(2); i++) {
        for (int j = 0; j < y.intExtent(3); j++, at++) {
          for (int p = 0; p < g.window().height(); p++) {
            int row = i * g.stride().height() - g.padding().height() + p * g.dilation().height();
            for (int q = 0; q < g.window().width(); q++) {
              int column = j * g.stride().width() - g.padding().width() + q * g.dilation().width();
              if (row >= 0 && row < height && column >= 0 && column < width) {
                visitor.visit(at, plane * height * width, row * width + column);
              }
            }
          }
        }
      }
    }
  }
}
