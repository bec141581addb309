package dev.conv4j.benchmarks;

import dev.conv4j.benchmarks.TaskCount.Call;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

  /** How often it runs; the fastest times count, which other programs delayed least. */
  private static final int RUNS = 20;

  /** Counts the tasks of one run of a case, with one thread. */
  static OfferedTasks of(NetworkCase work) {
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    ClassLoader counting = new CountingLoader(OfferedTasks.class.getClassLoader());
    here.setContextClassLoader(counting);
    try {
      Field worth = counting.loadClass(CountingLoader.WORKERS).getDeclaredField("WORTH_SHARING");
      worth.setAccessible(true);
      Constructor<?> there =
          counting.loadClass(Repeated.class.getName()).getDeclaredConstructor(String.class);
      there.setAccessible(true);
      try (Closeable repeated = (Closeable) there.newInstance(work.name())) {
        return fastest((Runnable) repeated, worth.getLong(null));
      }
    } catch (ReflectiveOperationException | IOException e) {
      throw new IllegalStateException("the tasks cannot be counted", e);
    } finally {
      here.setContextClassLoader(before);
    }
  }

  /** Of each call the fastest, and of the time between them: each may be delayed at another run. */
  private static OfferedTasks fastest(Runnable repeated, long worthSharing) {
    List<Call> fastest = List.of();
    long between = Long.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      TaskCount.start();
      long start = System.nanoTime();
      repeated.run();
      long nanos = System.nanoTime() - start - TaskCount.nanosOfCounting();
      List<Call> calls = TaskCount.stop();
      between = Math.min(between, nanos - nanosOf(calls));
      fastest = fastest.isEmpty() ? calls : faster(fastest, calls);
    }
    return new OfferedTasks(fastest, between + nanosOf(fastest), worthSharing);
  }

  private static List<Call> faster(List<Call> some, List<Call> others) {
    if (some.size() != others.size()) {
      throw new IllegalStateException("one run has other kernel calls than another");
    }
    return IntStream.range(0, some.size())
        .mapToObj(i -> some.get(i).nanos() <= others.get(i).nanos() ? some.get(i) : others.get(i))
        .toList();
  }

  private static long nanosOf(List<Call> calls) {
    return calls.stream().mapToLong(Call::nanos).sum();
  }

  /** A case in the hands of the conv4j that counts, already warm. */
  static final class Repeated implements Runnable, Closeable {
    private final Workload workload;

    Repeated(String work) {
      workload = Own.workload(Cases.named(work, Settings.seedFromProperties()), 1);
      Pace.of(workload, 1, WARM_UP_SECONDS);
    }

    @Override
    public void run() {
      workload.run();
    }

    @Override
    public void close() {
      workload.close();
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
    double inKernels = nanosOf(calls);
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
    long time = nanosOf(of);
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
