package dev.conv4j.benchmarks;

/**
 * How fast a stretch of work went.
 *
 * @param done how much was done, in the case's unit
 * @param seconds how long it took
 * @param cpuSeconds the processor time that the whole process used meanwhile
 */
record Pace(double done, double seconds, double cpuSeconds) {

  double perSecond() {
    return done / seconds;
  }

  double perCpuSecond() {
    return done / cpuSeconds;
  }

  /** Runs a workload over and over for about {@code seconds}. */
  static Pace of(Workload workload, double amount, double seconds) {
    workload.beginRound();
    double cpuBefore = Machine.cpuSeconds();
    long start = System.nanoTime();
    double done = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      workload.run();
      done += amount;
    }
    double taken = (System.nanoTime() - start) / 1e9;
    return new Pace(done, taken, Machine.cpuSeconds() - cpuBefore);
  }
}
