package dev.conv4j.cli;

import java.util.Arrays;

/**
 * How long something takes once it is warm. Machines are noisy, and noise only ever adds: the best
 * of several rounds is what the machine can do.
 *
 * @param warmUpSeconds how long it runs before it counts
 * @param roundSeconds how long a round lasts, at least
 */
record Timing(double warmUpSeconds, double roundSeconds, int rounds) {
  private static final double NANOS = 1e9;

  /** The seconds that one run takes in the best round. */
  double best(Runnable work) {
    return Arrays.stream(measure(work)).min().orElse(Double.NaN);
  }

  private double[] measure(Runnable work) {
    round(work, warmUpSeconds);
    double[] seconds = new double[rounds];
    Arrays.setAll(seconds, i -> round(work, roundSeconds));
    return seconds;
  }

  /** Runs for a while; returns the mean seconds of one run. */
  private static double round(Runnable work, double atLeast) {
    long start = System.nanoTime();
    long runs = 0;
    double seconds;
    do {
      work.run();
      runs++;
      seconds = (System.nanoTime() - start) / NANOS;
    } while (seconds < atLeast);
    return seconds / runs;
  }
}
