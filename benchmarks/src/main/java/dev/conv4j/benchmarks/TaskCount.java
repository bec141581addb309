package dev.conv4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What each kernel call of a step offered to the threads: {@link CountingLoader} makes the workers
 * of the CPU tell. One thread at a time calls kernels here.
 */
public final class TaskCount {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** Classes of the CPU's package that only hand work on. */
  private static final List<String> BETWEEN = List.of("Workers", "Pieces", "Planes");

  private static final List<Call> CALLS = new ArrayList<>();
  private static boolean counting;
  private static String kernel = "";
  private static int tasks;
  private static long work;
  private static long started;
  private static long counted;

  private TaskCount() {}

  /**
   * One kernel call.
   *
   * @param kernel the class that called
   * @param tasks the pieces that its work was cut into
   * @param work a rough total of the work, as the kernel gave it
   * @param nanos how long it took with one thread
   */
  record Call(String kernel, int tasks, long work, long nanos) {}

  /** Counts from now on. */
  static void start() {
    CALLS.clear();
    counted = 0;
    counting = true;
  }

  /** Counts no more; gives what was counted since {@link #start}. */
  static List<Call> stop() {
    counting = false;
    return List.copyOf(CALLS);
  }

  /** How long finding out who called has taken since {@link #start}. */
  static long nanosOfCounting() {
    return counted;
  }

  /** A kernel hands over its tasks. Called by what {@link CountingLoader} adds. */
  public static void begin(int offered, long estimate) {
    if (counting) {
      long asked = System.nanoTime();
      kernel = STACK.walk(TaskCount::caller);
      tasks = offered;
      work = estimate;
      started = System.nanoTime();
      counted += started - asked;
    }
  }

  private static String caller(Stream<StackWalker.StackFrame> frames) {
    return frames
        .map(StackWalker.StackFrame::getDeclaringClass)
        .filter(type -> type.getPackageName().endsWith(".cpu"))
        .map(Class::getSimpleName)
        .filter(name -> !BETWEEN.contains(name))
        .findFirst()
        .orElse("unknown");
  }

  /** The tasks are done. Called by what {@link CountingLoader} adds. */
  public static void end() {
    if (counting) {
      CALLS.add(new Call(kernel, tasks, work, System.nanoTime() - started));
    }
  }
}
