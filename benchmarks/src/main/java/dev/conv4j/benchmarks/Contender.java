package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** One row of a comparison: a library at a number of threads, and how fast it was. */
final class Contender implements AutoCloseable {
  private final String library;
  private final int threads;
  private final Turn turn;
  private final Runnable end;
  private final List<Pace> paces = new ArrayList<>();

  /** Does the work over and over for about so many seconds. */
  interface Turn {
    Pace run(double seconds);
  }

  /**
   * A row.
   *
   * @param turn how it takes its turn
   * @param end gives back what it holds
   */
  Contender(String library, int threads, Turn turn, Runnable end) {
    this.library = library;
    this.threads = threads;
    this.turn = turn;
    this.end = end;
  }

  /** A workload of this process. */
  static Contender of(String library, int threads, Workload workload, double amount) {
    return new Contender(
        library, threads, seconds -> Pace.of(workload, amount, seconds), workload::close);
  }

  String library() {
    return library;
  }

  int threads() {
    return threads;
  }

  /** Runs for about {@code seconds} without noting how fast. */
  void warmUp(double seconds) {
    turn.run(seconds);
  }

  /** Runs for about {@code seconds} and notes how fast. */
  void measure(double seconds) {
    paces.add(turn.run(seconds));
  }

  /** How much was done per second in each round. */
  Rates perSecond() {
    return Rates.of(paces.stream().map(Pace::perSecond).toList());
  }

  /**
   * How much was done per second that the library's process spent computing, or waiting busily, on
   * all processors together: what other programs do hardly matters to it.
   */
  Rates perCpuSecond() {
    return Rates.of(paces.stream().map(Pace::perCpuSecond).toList());
  }

  @Override
  public void close() {
    end.run();
  }
}
