package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One row of a comparison: a library at a number of threads, and how fast it was. */
final class Contender implements AutoCloseable {
  private final String library;
  private final int threads;
  private final Workload workload;
  private final double amount;
  private final List<Double> perSecond = new ArrayList<>();
  private final List<Double> perCpuSecond = new ArrayList<>();

  Contender(String library, int threads, Workload workload, double amount) {
    this.library = library;
    this.threads = threads;
    this.workload = workload;
    this.amount = amount;
  }

  String library() {
    return library;
  }

  int threads() {
    return threads;
  }

  List<float[]> results() {
    return workload.results();
  }

  /** Runs for about {@code seconds} without noting how fast. */
  void warmUp(double seconds) {
    workload.beginRound();
    run(seconds);
  }

  /** Runs for about {@code seconds} and notes how fast. */
  void measure(double seconds) {
    double cpuBefore = Machine.cpuSeconds();
    long start = System.nanoTime();
    double done = run(seconds);
    perSecond.add(done / ((System.nanoTime() - start) / 1e9));
    perCpuSecond.add(done / (Machine.cpuSeconds() - cpuBefore));
  }

  /** How much was done. */
  private double run(double seconds) {
    long start = System.nanoTime();
    double done = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      workload.run();
      done += amount;
    }
    return done;
  }

  /** How much was done per second in each round. */
  Rates perSecond() {
    return Rates.of(perSecond);
  }

  /**
   * How much was done per second that the whole program spent computing, or waiting busily, on all
   * processors together: what other programs do hardly matters to it.
   */
  Rates perCpuSecond() {
    return Rates.of(perCpuSecond);
  }

  @Override
  public void close() {
    workload.close();
  }
}
