package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepKernels;

/** What a training leaves for its host. */
final class CpuSteps implements StepKernels {
  private final Workers workers;

  CpuSteps(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void note(Tensor loss, Tensor correct, Tensor results, Tensor count, Tensor guard) {
    float value = floats(loss)[0];
    int row = ints(count)[0]++;
    if (row < results.shape().intExtent(0)) {
      floats(results)[2 * row] = value;
      floats(results)[2 * row + 1] = floats(correct)[0];
    }
    if (!Float.isFinite(value)) {
      floats(guard)[0] = Float.NaN;
    }
  }

  @Override
  public void replace(Tensor value, Tensor guard, Tensor kept) {
    if (Float.isFinite(floats(guard)[0])) {
      float[] from = floats(value);
      float[] to = floats(kept);
      Pieces.run(workers, to.length, (at, end) -> System.arraycopy(from, at, to, at, end - at));
    }
  }
}
