package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One row of a comparison: a library at a number of threads, and how fast it was. */
final class Contender implements AutoCloseable {
  private final String library;
  private final int threads;
  private final Workload workload;
  private final int batch;
  private final List<Double> perSecond = new ArrayList<>();
  private final List<Double> perCpuSecond = new ArrayList<>();

  Contender(String library, int threads, Workload workload, int batch) {
    this.library = library;
    this.threads = threads;
    this.workload = workload;
    this.batch = batch;
  }

  String library() {
    return library;
  }

  int threads() {
    return threads;
  }

  float[] logits() {
    return workload.logits();
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
    long images = run(seconds);
    perSecond.add(images / ((System.nanoTime() - start) / 1e9));
    perCpuSecond.add(images / (Machine.cpuSeconds() - cpuBefore));
  }

  /** The number of images seen. */
  private long run(double seconds) {
    long start = System.nanoTime();
    long images = 0;
    while (System.nanoTime() - start < seconds * 1e9) {
      workload.run();
      images += batch;
    }
    return images;
  }

  /** The images per second of each round. */
  Rates perSecond() {
    return Rates.of(perSecond);
  }

  /**
   * The images per second that the whole program spent computing, or waiting busily, on all
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
