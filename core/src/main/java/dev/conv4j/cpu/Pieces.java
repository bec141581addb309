package dev.conv4j.cpu;

/** Long arrays in pieces of one size, as tasks. */
final class Pieces {
  /** Elements in a piece: small enough to share out, large enough to be worth a task. */
  private static final int SIZE = 1 << 14;

  private Pieces() {}

  /** What to do with elements {@code from} to {@code to - 1}. */
  interface Body {
    void run(int from, int to);
  }

  /** Runs {@code body} over {@code count} elements. */
  static void run(Workers workers, int count, Body body) {
    workers.run(
        Math.ceilDiv(count, SIZE),
        count,
        0,
        (piece, scratch) -> body.run(piece * SIZE, Math.min((piece + 1) * SIZE, count)));
  }
}
