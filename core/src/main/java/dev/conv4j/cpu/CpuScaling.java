package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ScalingKernels;

/** Multiplication: loops that the just-in-time compiler vectorises by itself. */
final class CpuScaling implements ScalingKernels {
  private final Workers workers;
  private final ChannelSums sums = ChannelSums.best();

  CpuScaling(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void scale(Tensor x, Tensor factors, Tensor y) {
    float[] xs = floats(x);
    float[] by = floats(factors);
    float[] ys = floats(y);
    int length = ys.length / Math.max(by.length, 1);
    Spans.run(
        workers, by.length, length, (i, at, count) -> multiply(xs, by[i], ys, at, at + count));
  }

  static void multiply(float[] xs, float factor, float[] ys, int from, int to) {
    for (int i = from; i < to; i++) {
      ys[i] = xs[i] * factor;
    }
  }

  @Override
  public void factorGradient(Tensor dy, Tensor x, Tensor dfactors) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] into = floats(dfactors);
    int length = xs.length / Math.max(into.length, 1);
    Spans.run(
        workers,
        into.length,
        length,
        2,
        sums.room(),
        (i, at, count, scratch) -> {
          sums.products(dys, at, xs, at, count, 0, scratch);
          into[i] = scratch[1];
        });
  }

  @Override
  public void multiply(Tensor x, float factor, Tensor y) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    Pieces.run(workers, ys.length, (from, to) -> multiply(xs, factor, ys, from, to));
  }
}
