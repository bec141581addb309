package dev.conv4j.benchmarks;

import java.util.List;

/** Whether two libraries computed the same. */
final class Agreement {
  private Agreement() {}

  /** Whether results are the same but for rounding. */
  static boolean agree(List<float[]> ours, List<float[]> theirs, double tolerance) {
    return distance(ours, theirs) <= tolerance;
  }

  /**
   * The largest difference as a share of the largest value, of the result where that is most:
   * infinite if the numbers of results or values differ or all values are 0, NaN for a NaN.
   */
  static double distance(List<float[]> ours, List<float[]> theirs) {
    double furthest = ours.size() == theirs.size() ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      furthest = Math.max(furthest, distance(ours.get(i), theirs.get(i)));
    }
    return furthest;
  }

  private static double distance(float[] ours, float[] theirs) {
    double largest = 0;
    double furthest = ours.length == theirs.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      furthest = Math.max(furthest, Math.abs((double) ours[i] - theirs[i]));
    }
    return largest == 0 ? Double.POSITIVE_INFINITY : furthest / largest;
  }
}
