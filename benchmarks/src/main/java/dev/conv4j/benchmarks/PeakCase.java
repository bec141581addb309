package dev.conv4j.benchmarks;

/**
 * The most multiply-adds that threads get done with nothing read from memory.
 *
 * @param threads how many work at once
 */
public record PeakCase(int threads) implements Case {

  @Override
  public String name() {
    return "peak of multiply-adds, %d thread%s".formatted(threads, threads == 1 ? "" : "s");
  }

  @Override
  public Unit unit() {
    return Unit.GFLOP;
  }

  @Override
  public double amount() {
    return threads * PeakLoop.GFLOP_PER_THREAD;
  }
}
