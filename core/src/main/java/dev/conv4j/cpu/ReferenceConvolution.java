package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Convolution by its definition: every pair of an output pixel and a weight is visited once. */
final class ReferenceConvolution implements ConvolutionKernels {

  /** Called with positions in {@code y}, {@code x} and {@code w} that belong together. */
  private interface Visitor {
    void visit(int y, int x, int w);
  }

  @Override
  public void forward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, ConvGeometry geometry) {
    double[] xs = doubles(x);
    double[] ws = doubles(w);
    double[] ys = doubles(y);
    double[] biases = bias == null ? new double[w.shape().intExtent(0)] : doubles(bias);
    int channels = y.shape().intExtent(1);
    int plane = (int) (y.shape().extent(2) * y.shape().extent(3));
    for (int i = 0; i < ys.length; i++) {
      ys[i] = biases[i / plane % channels];
    }
    forEachPair(
        x.shape(), w.shape(), y.shape(), geometry, (yi, xi, wi) -> ys[yi] += xs[xi] * ws[wi]);
  }

  @Override
  public void inputGradient(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry) {
    double[] dys = doubles(dy);
    double[] ws = doubles(w);
    double[] dxs = doubles(dx);
    Arrays.fill(dxs, 0);
    forEachPair(
        dx.shape(), w.shape(), dy.shape(), geometry, (yi, xi, wi) -> dxs[xi] += dys[yi] * ws[wi]);
  }

  @Override
  public void weightGradient(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] dws = doubles(dw);
    Arrays.fill(dws, 0);
    forEachPair(
        x.shape(), dw.shape(), dy.shape(), geometry, (yi, xi, wi) -> dws[wi] += dys[yi] * xs[xi]);
  }

  private static void forEachPair(
      Shape x, Shape w, Shape y, ConvGeometry geometry, Visitor visitor) {
    int kernels = w.intExtent(0);
    int outHeight = y.intExtent(2);
    int outWidth = y.intExtent(3);
    int at = 0;
    for (int n = 0; n < y.intExtent(0); n++) {
      for (int k = 0; k < kernels; k++) {
        for (int i = 0; i < outHeight; i++) {
          for (int j = 0; j < outWidth; j++) {
            forEachWeight(x, w, geometry, n, k, i, j, at++, visitor);
          }
        }
      }
    }
  }

  private static void forEachWeight(
      Shape x, Shape w, ConvGeometry g, int n, int k, int i, int j, int at, Visitor visitor) {
    int groupChannels = w.intExtent(1);
    int firstChannel = k / (w.intExtent(0) / g.groups()) * groupChannels;
    int height = x.intExtent(2);
    int width = x.intExtent(3);
    int weight = k * groupChannels * g.kernel().area();
    for (int c = firstChannel; c < firstChannel + groupChannels; c++) {
      for (int a = 0; a < g.kernel().height(); a++) {
        for (int b = 0; b < g.kernel().width(); b++, weight++) {
          int row = i * g.stride().height() + a * g.dilation().height() - g.padding().height();
          int column = j * g.stride().width() + b * g.dilation().width() - g.padding().width();
          if (row >= 0 && row < height && column >= 0 && column < width) {
            int pixel = ((n * x.intExtent(1) + c) * height + row) * width + column;
            visitor.visit(at, pixel, weight);
          }
        }
      }
    }
  }
}
