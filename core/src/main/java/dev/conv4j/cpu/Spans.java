package dev.conv4j.cpu;

/** An array cut into spans of one length, each with something of its own, as tasks of a few. */
final class Spans {
  /** Elements that are worth a task: short spans are taken together. */
  private static final int TASK = 1 << 13;

  private Spans() {}

  /** What to do with a span. */
  interface Body {
    /** Does it to {@code count} elements from {@code at} on. */
    void run(int span, int at, int count);
  }

  /** The same with memory to work in. */
  interface ScratchBody {
    /**
     * Does it to {@code count} elements from {@code at} on.
     *
     * @param scratch of at least the size asked for, undefined
     */
    void run(int span, int at, int count, float[] scratch);
  }

  /** Runs {@code body} for {@code spans} spans of {@code length} elements. */
  static void run(Workers workers, int spans, int length, Body body) {
    run(workers, spans, length, 1, 0, (span, at, count, scratch) -> body.run(span, at, count));
  }

  /**
   * Runs {@code body} for {@code spans} spans of {@code length} elements.
   *
   * @param work for one element, in elements moved or the like
   * @param scratchFloats the memory that one span needs
   */
  static void run(
      Workers workers, int spans, int length, int work, int scratchFloats, ScratchBody body) {
    int perTask = Math.max(TASK / Math.max(length, 1), 1);
    workers.run(
        Math.ceilDiv(spans, perTask),
        (long) spans * length * work,
        scratchFloats,
        (task, scratch) -> {
          int end = Math.min((task + 1) * perTask, spans);
          for (int span = task * perTask; span < end; span++) {
            body.run(span, span * length, length, scratch);
          }
        });
  }
}
