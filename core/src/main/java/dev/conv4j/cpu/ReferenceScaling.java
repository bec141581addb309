package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ScalingKernels;
import java.util.Arrays;

/** Multiplication by its definition. */
final class ReferenceScaling implements ScalingKernels {

  @Override
  public void scale(Tensor x, Tensor factors, Tensor y) {
    double[] xs = doubles(x);
    double[] by = doubles(factors);
    double[] ys = doubles(y);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = xs[i] * by[i / (ys.length / by.length)];
    }
  }

  @Override
  public void factorGradient(Tensor dy, Tensor x, Tensor dfactors) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] sums = doubles(dfactors);
    Arrays.fill(sums, 0);
    for (int i = 0; i < xs.length; i++) {
      sums[i / (xs.length / sums.length)] += dys[i] * xs[i];
    }
  }

  @Override
  public void multiply(Tensor x, float factor, Tensor y) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    for (int i = 0; i < ys.length; i++) {
      ys[i] = factor * xs[i];
    }
  }
}
