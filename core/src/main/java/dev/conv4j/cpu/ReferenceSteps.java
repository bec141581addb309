package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepKernels;

/** What a training leaves for its host, by its definition. */
final class ReferenceSteps implements StepKernels {

  @Override
  public void note(Tensor loss, Tensor correct, Tensor results, Tensor count, Tensor guard) {
    int row = ints(count)[0]++;
    if (row < results.shape().intExtent(0)) {
      doubles(results)[2 * row] = doubles(loss)[0];
      doubles(results)[2 * row + 1] = doubles(correct)[0];
    }
    if (!Double.isFinite(doubles(loss)[0])) {
      doubles(guard)[0] = Double.NaN;
    }
  }

  @Override
  public void replace(Tensor value, Tensor guard, Tensor kept) {
    if (Double.isFinite(doubles(guard)[0])) {
      System.arraycopy(doubles(value), 0, doubles(kept), 0, doubles(kept).length);
    }
  }
}
