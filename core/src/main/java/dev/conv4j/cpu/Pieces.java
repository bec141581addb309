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

  /** How many pieces {@code count} elements make. */
  static int count(int count) {
    return Math.ceilDiv(count, SIZE);
  }

  /** The number of the piece that begins with element {@code from}. */
  static int at(int from) {
    return from / SIZE;
  }

  /** Runs {@code body} over {@code count} elements. */
  static void run(Workers workers, int count, Body body) {
    workers.run(
        count(count),
        count,
        0,
        (piece, scratch) -> body.run(piece * SIZE, Math.min((piece + 1) * SIZE, count)));
  }
}
