package dev.conv4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  /** The processor, the JVM, the day, and whether glibc's allocator is set as the pom sets it. */
  static String describe() {
    Runtime runtime = Runtime.getRuntime();
    return String.join(
        "\n",
        "machine: %s, %d cores".formatted(processor(), runtime.availableProcessors()),
        "JVM: %s %s, heap %d MiB"
            .formatted(
                System.getProperty("java.vm.name"),
                Runtime.version(),
                runtime.maxMemory() / (1 << 20)),
        "date: " + LocalDate.now(ZoneOffset.UTC),
        "GLIBC_TUNABLES: "
            + Optional.ofNullable(System.getenv("GLIBC_TUNABLES"))
                .orElse("not set; peers run below their best"));
  }

  /** How many programs wanted to run, on average over the last minute. */
  static String load() {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.2f", load);
  }

  /** The processor time that this program has used, in seconds; 0 where the JVM does not tell. */
  static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
        ? bean.getProcessCpuTime() / 1e9
        : 0;
  }

  /** One thread, and as many as there are processors. */
  static List<Integer> threadCounts() {
    return IntStream.of(1, Runtime.getRuntime().availableProcessors()).distinct().boxed().toList();
  }

  /** The most memory that this process ever had in use, in bytes; Linux alone tells. */
  static long peakResidentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kibibytes -> Long.parseLong(kibibytes) << 10)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    String architecture = System.getProperty("os.arch");
    if (!Files.isReadable(info)) {
      return architecture;
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(architecture);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
