package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.runtime.KernelTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long the kernels took, by name. All methods are called with the context's order held. */
final class ClProfile {
  /** So many launches wait to be looked at before the first are. */
  private static final int MOST_WAITING = 4096;

  private record Ran(String kernel, long event) {}

  private final ClContext context;
  private final List<Ran> waiting = new ArrayList<>();
  private final Map<String, KernelTime> times = new HashMap<>();

  ClProfile(ClContext context) {
    this.context = context;
  }

  /** Notes a launch; the event is this profile's now. */
  void add(String kernel, long event) {
    waiting.add(new Ran(kernel, event));
    if (waiting.size() >= MOST_WAITING) {
      settle();
    }
  }

  /** The times so far, the longest first. */
  List<KernelTime> times() {
    settle();
    return times.values().stream()
        .sorted(Comparator.comparingLong(KernelTime::nanoseconds).reversed())
        .toList();
  }

  private void settle() {
    context.check("waiting for kernels", context.cl().finish.call(context.queue()));
    for (Ran ran : waiting) {
      long took =
          when(ran.event(), ClConstants.PROFILING_COMMAND_END)
              - when(ran.event(), ClConstants.PROFILING_COMMAND_START);
      times.merge(ran.kernel(), new KernelTime(ran.kernel(), 1, took), KernelTime::plus);
      context.cl().releaseEvent.call(ran.event());
    }
    waiting.clear();
  }

  private long when(long event, int what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(JAVA_LONG);
      context.check(
          "asking when a kernel ran",
          context.cl().getEventProfilingInfo.call(event, what, 8L, time, MemorySegment.NULL));
      return time.get(JAVA_LONG, 0);
    }
  }

  void close() {
    waiting.forEach(ran -> context.cl().releaseEvent.call(ran.event()));
    waiting.clear();
  }
}
