package dev.conv4j.benchmarks;

import dev.conv4j.benchmarks.TaskCount.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How many cores one run of a case could keep busy, from the tasks that its kernels offered: as if
 * handing over cost nothing, memory were never the limit, and tasks of one call took equally long.
 *
 * @param calls the kernel calls of the run, in their order
 * @param nanos how long the run took with one thread
 * @param worthSharing calls with less work than this are not handed out
 */
record OfferedTasks(List<Call> calls, long nanos, long worthSharing) {

  /** How often a case runs before its tasks are counted: until its code is compiled. */
  private static final double WARM_UP_SECONDS = 2;

  /** Counts the tasks of one run of a case, with one thread. */
  static OfferedTasks of(NetworkCase work) {
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    ClassLoader counting = new CountingLoader(OfferedTasks.class.getClassLoader());
    here.setContextClassLoader(counting);
    try {
      var count =
          counting
              .loadClass(OfferedTasks.class.getName())
              .getDeclaredMethod("nanosOfOneRun", String.class);
      count.setAccessible(true);
      var least = counting.loadClass(CountingLoader.WORKERS).getDeclaredField("WORTH_SHARING");
      least.setAccessible(true);
      long worthSharing = least.getLong(null);
      long nanos = (long) count.invoke(null, work.name());
      return new OfferedTasks(TaskCount.stop(), nanos, worthSharing);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the tasks cannot be counted", e);
    } finally {
      here.setContextClassLoader(before);
    }
  }

  /** Runs in the conv4j that counts; {@link TaskCount} is the same in both. */
  static long nanosOfOneRun(String work) {
    try (Workload workload = Own.workload(Cases.named(work, Settings.seedFromProperties()), 1)) {
      Pace.of(workload, 1, WARM_UP_SECONDS);
      TaskCount.start();
      long start = System.nanoTime();
      workload.run();
      return System.nanoTime() - start;
    }
  }

  /**
   * How much faster a call can be with so many cores: the last round of tasks may be a small one.
   */
  double mostSpeedup(Call call, int cores) {
    return call.work() < worthSharing || call.tasks() < 2
        ? 1
        : (double) call.tasks() / Math.ceilDiv(call.tasks(), cores);
  }

  /** How much faster the whole run can be; what is not in kernels is not shared. */
  double mostSpeedup(int cores) {
    double inKernels = calls.stream().mapToLong(Call::nanos).sum();
    double shared =
        calls.stream().mapToDouble(call -> call.nanos() / mostSpeedup(call, cores)).sum();
    return nanos / (Math.max(0, nanos - inKernels) + shared);
  }

  /** One line for each kernel. */
  String table(int cores) {
    StringBuilder table = new StringBuilder();
    table.append(
        "| kernel | calls | tasks of a call | share of the time | at most, %d cores |\n"
            .formatted(cores));
    table.append("| --- | --- | --- | --- | --- |\n");
    byKernel().forEach((kernel, of) -> table.append(row(kernel, of, cores)));
    return table.toString();
  }

  private Map<String, List<Call>> byKernel() {
    return calls.stream()
        .collect(Collectors.groupingBy(Call::kernel, LinkedHashMap::new, Collectors.toList()));
  }

  private String row(String kernel, List<Call> of, int cores) {
    long time = of.stream().mapToLong(Call::nanos).sum();
    double shared = of.stream().mapToDouble(call -> call.nanos() / mostSpeedup(call, cores)).sum();
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d to %d | %.1f %% | %.1f |\n",
        kernel,
        of.size(),
        of.stream().mapToInt(Call::tasks).min().orElse(0),
        of.stream().mapToInt(Call::tasks).max().orElse(0),
        100.0 * time / nanos,
        time / shared);
  }
}
