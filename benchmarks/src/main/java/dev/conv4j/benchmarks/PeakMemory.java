package dev.conv4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The most memory that a whole process takes while it trains the lecture's network: conv4j and each
 * peer in a process of its own, one after the other, for the same number of steps, with the JVM's
 * default heap and collector and glibc's allocator as it is.
 */
public final class PeakMemory {
  private static final int BATCH = 64;

  private PeakMemory() {}

  /** Prints a table; {@link Settings} says how many steps, and beside whom. */
  public static void main(String[] args) {
    Settings settings = Settings.fromProperties();
    NetworkCase work =
        Cases.networks().stream()
            .filter(network -> network.title().equals("lecture"))
            .filter(network -> network.mode() == NetworkCase.Mode.TRAINING_STEP)
            .filter(network -> network.batch() == BATCH)
            .findFirst()
            .orElseThrow();
    System.out.println(Machine.describe());
    System.out.printf(Locale.ROOT, "%s, %,d steps%n", work.name(), settings.steps());
    System.out.println("| library | peak resident memory | conv4j / it |");
    System.out.println("| --- | --- | --- |");
    List<Class<? extends Peer>> types = new ArrayList<>(List.of(Own.class));
    SideBySide.peerTypes().stream().filter(settings::wants).forEach(types::add);
    long own = 0;
    for (Class<? extends Peer> type : types) {
      try (PeerProcess process = PeerProcess.start(type, options(), false)) {
        long peak = peak(process, work, settings.steps());
        own = type.equals(Own.class) ? peak : own;
        System.out.println(row(process.name(), peak, own));
      }
    }
  }

  /** What this JVM was given, its heap as {@code ./conv4j train} sets it, for every library. */
  private static List<String> options() {
    List<String> options = new ArrayList<>(List.of("-Xms64m", "-Xmn24m", "-XX:GCTimeRatio=1"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-X"))
        .forEach(options::add);
    return options;
  }

  /** In bytes; 0 if the library cannot train. */
  private static long peak(PeerProcess process, NetworkCase work, int steps) {
    int threads = Machine.threadCounts().getLast();
    return process
        .prepare(work, threads)
        .map(prepared -> {
          process.repeat(prepared, steps);
          return process.peakMemory();
        })
        .orElse(0L);
  }

  /** One line of the table. */
  static String row(String library, long peak, long own) {
    return peak == 0
        ? "| %s | does not train | |".formatted(library)
        : String.format(
            Locale.ROOT, "| %s | %,d MiB | %.2f |", library, peak >> 20, (double) own / peak);
  }
}
