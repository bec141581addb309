package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import java.util.Arrays;

/**
 * Elementwise operations: loops that the just-in-time compiler vectorises by itself, but for the
 * gradient of the rectifier. Of its choice the compiler makes a branch, which the processor guesses
 * wrong half of the time.
 */
final class CpuElementwise implements ElementwiseKernels {
  private final Workers workers;
  private final Stretches stretches = Stretches.best();

  CpuElementwise(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    Pieces.run(workers, ys.length, (from, to) -> System.arraycopy(xs, from, ys, from, to - from));
  }

  @Override
  public void fill(Tensor y, float value) {
    float[] ys = floats(y);
    Pieces.run(workers, ys.length, (from, to) -> Arrays.fill(ys, from, to, value));
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor y) {
    float[] as = floats(a);
    float[] bs = floats(b);
    float[] ys = floats(y);
    Pieces.run(workers, ys.length, (from, to) -> add(as, bs, ys, from, to));
  }

  private static void add(float[] as, float[] bs, float[] ys, int from, int to) {
    for (int i = from; i < to; i++) {
      ys[i] = as[i] + bs[i];
    }
  }

  @Override
  public void relu(Tensor x, Tensor y) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    Pieces.run(workers, ys.length, (from, to) -> relu(xs, ys, from, to));
  }

  private static void relu(float[] xs, float[] ys, int from, int to) {
    for (int i = from; i < to; i++) {
      ys[i] = Math.max(xs[i], 0f);
    }
  }

  @Override
  public void reluGradient(Tensor dy, Tensor x, Tensor dx) {
    float[] dys = floats(dy);
    float[] xs = floats(x);
    float[] dxs = floats(dx);
    Pieces.run(
        workers,
        dxs.length,
        (from, to) -> stretches.rectifyGradient(dys, from, xs, from, dxs, from, to - from));
  }
}
