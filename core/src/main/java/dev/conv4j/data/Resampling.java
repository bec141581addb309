package dev.conv4j.data;

/**
 * One axis of a resized image: each new pixel is a weighted mean of old ones. A smaller image takes
 * the mean over the area that the new pixel covers; a larger one is interpolated linearly between
 * the centres of pixels, and goes on level beyond the outermost.
 */
final class Resampling {
  /** The first old pixel of each new one. */
  private final int[] first;

  /** Of that pixel and those after it, adding up to 1. */
  private final float[][] weights;

  private Resampling(int[] first, float[][] weights) {
    this.first = first;
    this.weights = weights;
  }

  /**
   * The middle of an axis.
   *
   * @param from how many old pixels there are
   * @param length how many of them are taken, in the middle; at most {@code from}
   * @param to how many new pixels they become, at least 1
   */
  static Resampling middle(int from, double length, int to) {
    double begin = (from - length) / 2;
    int[] first = new int[to];
    float[][] weights = new float[to][];
    for (int i = 0; i < to; i++) {
      if (to <= length) {
        average(
            begin + i * length / to,
            Math.min(begin + (i + 1) * length / to, from),
            i,
            first,
            weights);
      } else {
        interpolate(begin + (i + 0.5) * length / to - 0.5, from, i, first, weights);
      }
    }
    return new Resampling(first, weights);
  }

  private static void average(double begin, double end, int i, int[] first, float[][] weights) {
    first[i] = (int) begin;
    int last = (int) Math.ceil(end);
    weights[i] = new float[last - first[i]];
    for (int j = first[i]; j < last; j++) {
      double covered = Math.min(end, j + 1) - Math.max(begin, j);
      weights[i][j - first[i]] = (float) (covered / (end - begin));
    }
  }

  private static void interpolate(double centre, int from, int i, int[] first, float[][] weights) {
    double within = Math.clamp(centre, 0, from - 1);
    first[i] = Math.min((int) within, Math.max(from - 2, 0));
    float second = (float) (within - first[i]);
    weights[i] = from == 1 ? new float[] {1} : new float[] {1 - second, second};
  }

  /** The first old pixel that counts for a new one. */
  int begin(int i) {
    return first[i];
  }

  /** The weight of an old pixel in a new one that it counts for. */
  float weight(int i, int old) {
    return weights[i][old - first[i]];
  }

  /** The old pixel after the last that counts for a new one. */
  int end(int i) {
    return first[i] + weights[i].length;
  }

  /** Resizes one row. */
  void apply(float[] row, float[] into) {
    for (int i = 0; i < into.length; i++) {
      float sum = 0;
      for (int j = 0; j < weights[i].length; j++) {
        sum += weights[i][j] * row[first[i] + j];
      }
      into[i] = sum;
    }
  }
}
