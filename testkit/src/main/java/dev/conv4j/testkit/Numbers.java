package dev.conv4j.testkit;

import java.util.SplittableRandom;

/** Inputs for contracts: drawn from seeds, the same at every run. */
final class Numbers {
  private Numbers() {}

  /** Even draws from [-1, 1). */
  static float[] drawn(long count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /** Small whole numbers, -1 to 2, so that many are equal. */
  static float[] withTies(long count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-1, 3);
    }
    return values;
  }

  /** Small whole numbers of which one in eight became a NaN or an infinity. */
  static float[] withSpecials(long count, long seed) {
    float[] specials = {Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
    SplittableRandom random = new SplittableRandom(~seed);
    float[] values = withTies(count, seed);
    for (int i = 0; i < values.length; i++) {
      if (random.nextInt(8) == 0) {
        values[i] = specials[random.nextInt(specials.length)];
      }
    }
    return values;
  }

  /** Even draws from 0 to {@code bound - 1}. */
  static int[] labels(long count, int bound, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] values = new int[Math.toIntExact(count)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(bound);
    }
    return values;
  }

  /**
   * Different values from -1 to 1 in random order: none is nearer than {@code 1 / count} to another
   * or to 0, so that small changes move none over a kink.
   */
  static double[] apart(long count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int n = Math.toIntExact(count);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      values[i] = values[j];
      values[j] = (2 * i + 1.5 - n) / n;
    }
    return values;
  }
}
