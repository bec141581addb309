package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import java.util.Arrays;

/** Elementwise operations by their definitions. */
final class ReferenceElementwise implements ElementwiseKernels {

  @Override
  public void copy(Tensor x, Tensor y) {
    double[] ys = doubles(y);
    System.arraycopy(doubles(x), 0, ys, 0, ys.length);
  }

  @Override
  public void fill(Tensor y, float value) {
    Arrays.fill(doubles(y), value);
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor y) {
    double[] as = doubles(a);
    double[] bs = doubles(b);
    double[] ys = doubles(y);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = as[i] + bs[i];
    }
  }

  @Override
  public void relu(Tensor x, Tensor y) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = Math.max(xs[i], 0);
    }
  }

  @Override
  public void reluGradient(Tensor dy, Tensor x, Tensor dx) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] dxs = doubles(dx);
    for (int i = 0; i < dxs.length; i++) {
      dxs[i] = xs[i] > 0 ? dys[i] : 0;
    }
  }
}
