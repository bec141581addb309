package dev.conv4j.gpu.runtime;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How long a kernel ran on the device.
 *
 * @param kernel its name
 * @param launches how often
 * @param nanoseconds all of them together
 */
public record KernelTime(String kernel, long launches, long nanoseconds) {

  /** A line for each kernel, for people. */
  public static String table(String device, List<KernelTime> times) {
    return times.stream()
        .map(time ->
            String.format(
                Locale.ROOT,
                "  %-32s %8d launches %12.3f ms",
                time.kernel(),
                time.launches(),
                time.nanoseconds() / 1e6))
        .collect(Collectors.joining("\n", "time in the kernels of " + device + "\n", ""));
  }

  /** Both together. */
  public KernelTime plus(KernelTime other) {
    return new KernelTime(kernel, launches + other.launches, nanoseconds + other.nanoseconds);
  }
}
