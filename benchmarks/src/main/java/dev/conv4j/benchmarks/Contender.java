package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One row of a comparison: a library at a number of threads, and how fast it was. */
final class Contender implements AutoCloseable {
  private final String library;
  private final int threads;
  private final Workload workload;
  private final int batch;
  private final List<Double> rates = new ArrayList<>();

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
    rate(seconds);
  }

  /** Runs for about {@code seconds} and notes the images per second. */
  void measure(double seconds) {
    rates.add(rate(seconds));
  }

  private double rate(double seconds) {
    long start = System.nanoTime();
    long elapsed = 0;
    long images = 0;
    while (elapsed < seconds * 1e9) {
      workload.run();
      images += batch;
      elapsed = System.nanoTime() - start;
    }
    return images / (elapsed / 1e9);
  }

  /** The images per second of each round. */
  Rates rates() {
    return Rates.of(rates);
  }

  @Override
  public void close() {
    workload.close();
  }
}
