package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKernels;
import dev.conv4j.tensor.spi.RandomKey;

/** What is done at random, in pieces: each begins where its numbers do. */
final class CpuRandom implements RandomKernels {
  private final Workers workers;

  CpuRandom(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void dropout(Tensor x, Tensor y, RandomKey key, float rate, long together) {
    float[] xs = floats(x);
    float[] ys = floats(y);
    int threshold = RandomKernels.threshold(rate);
    float scale = RandomKernels.scale(rate);
    Pieces.run(
        workers,
        ys.length,
        (from, to) -> {
          RandomStream random = ReferenceRandom.stream(key);
          random.skipTo(from / together);
          if (together == 1) {
            each(xs, ys, from, to, random, threshold, scale);
          } else {
            inRows(xs, ys, from, to, random, threshold, scale, together);
          }
        });
  }

  private static void each(
      float[] xs, float[] ys, int from, int to, RandomStream random, int threshold, float scale) {
    for (int i = from; i < to; i++) {
      ys[i] = xs[i] * factor(random, threshold, scale);
    }
  }

  private static void inRows(
      float[] xs,
      float[] ys,
      int from,
      int to,
      RandomStream random,
      int threshold,
      float scale,
      long together) {
    for (int i = from; i < to; ) {
      long end = Math.min((i / together + 1) * together, to);
      float factor = factor(random, threshold, scale);
      for (; i < end; i++) {
        ys[i] = xs[i] * factor;
      }
    }
  }

  /** Without a branch, which the processor would guess wrong. */
  private static float factor(RandomStream random, int threshold, float scale) {
    int allOnesIfDropped = ((random.nextInt() >>> 8) - threshold) >> 31;
    return Float.intBitsToFloat(Float.floatToRawIntBits(scale) & ~allOnesIfDropped);
  }
}
