package dev.conv4j.benchmarks;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;

/** Numbers that are drawn, the same in each run. */
final class Data {
  static final long SEED = 1;

  private Data() {}

  /**
   * A stream of its own for each kind of data and each index.
   *
   * @param kind which data of the case
   */
  static RandomStream stream(int kind, int index) {
    return new RandomStream(SEED, Purpose.SHUFFLE, kind, index);
  }

  /** Values with mean 0 and this deviation. */
  static float[] gaussian(int kind, long count, double deviation) {
    RandomStream random = stream(kind, 0);
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }
}
