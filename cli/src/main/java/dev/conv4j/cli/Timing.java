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
    return best(work, () -> {});
  }

  /**
   * The seconds that one run takes in the best round, where a run may return before all is done.
   *
   * @param await waits until all is done
   */
  double best(Runnable work, Runnable await) {
    return Arrays.stream(measure(work, await)).min().orElse(Double.NaN);
  }

  private double[] measure(Runnable work, Runnable await) {
    round(work, await, warmUpSeconds);
    double[] seconds = new double[rounds];
    Arrays.setAll(seconds, i -> round(work, await, roundSeconds));
    return seconds;
  }

  /**
   * Runs for a while; returns the mean seconds of one run. It waits after 1, 2, 4 ... runs, lest
   * far more be asked of a device than it does in that time.
   */
  private static double round(Runnable work, Runnable await, double atLeast) {
    long start = System.nanoTime();
    long runs = 0;
    for (long stretch = 1; runs == 0 || since(start) < atLeast; stretch *= 2) {
      for (long i = 0; i < stretch; i++) {
        work.run();
      }
      await.run();
      runs += stretch;
    }
    return since(start) / runs;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / NANOS;
  }
}
