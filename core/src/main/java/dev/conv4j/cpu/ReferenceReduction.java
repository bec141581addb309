package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ReductionKernels;
import java.util.Arrays;

/** Sums by their definition. */
final class ReferenceReduction implements ReductionKernels {

  @Override
  public void sumPerChannel(Tensor x, Tensor sums) {
    double[] xs = doubles(x);
    double[] into = doubles(sums);
    int channels = into.length;
    int plane = (int) (x.shape().countPerItem() / Math.max(channels, 1));
    Arrays.fill(into, 0);
    for (int i = 0; i < xs.length; i++) {
      into[i / plane % channels] += xs[i];
    }
  }
}
