package dev.conv4j.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The most memory that a whole process takes while it trains the lecture's network: conv4j and each
 * peer in a process of its own, one after the other, for the same number of steps, with the default
 * collector and glibc's allocator as it is. Each runs twice: with no option that would change the
 * JVM's memory, and with those that {@code ./conv4j train} gives it.
 */
public final class PeakMemory {
  private static final int BATCH = 64;

  private PeakMemory() {}

  /**
   * What a library took, in bytes; 0 if it cannot train.
   *
   * @param plain with the JVM as it is
   * @param launched with the options of the launcher
   */
  record Peaks(long plain, long launched) {}

  /**
   * Prints a table; {@link Settings} says how many steps, and beside whom; {@code -Dlauncher=} is
   * the command whose options are taken.
   */
  public static void main(String[] args) throws IOException {
    Settings settings = Settings.fromProperties();
    NetworkCase work =
        Cases.networks().stream()
            .filter(network -> network.title().equals("lecture"))
            .filter(network -> network.mode() == NetworkCase.Mode.TRAINING_STEP)
            .filter(network -> network.batch() == BATCH)
            .findFirst()
            .orElseThrow();
    List<String> launched =
        LauncherOptions.ofLongCommands(Path.of(System.getProperty("launcher", "conv4j")));
    System.out.println(Machine.describe());
    System.out.printf(Locale.ROOT, "%s, %,d steps%n", work.name(), settings.steps());
    System.out.println("launcher: " + String.join(" ", launched));
    System.out.println("| library | JVM as it is | conv4j / it | as launched | conv4j / it |");
    System.out.println("| --- | --- | --- | --- | --- |");
    List<Class<? extends Peer>> types = new ArrayList<>(List.of(Own.class));
    SideBySide.peerTypes().stream().filter(settings::wants).forEach(types::add);
    Peaks own = new Peaks(0, 0);
    for (Class<? extends Peer> type : types) {
      Measured plain = measure(type, List.of(), work, settings.steps());
      Measured lean = measure(type, launched, work, settings.steps());
      Peaks peaks = new Peaks(plain.peak(), lean.peak());
      own = type.equals(Own.class) ? peaks : own;
      System.out.println(row(plain.library(), peaks, own));
    }
  }

  private record Measured(String library, long peak) {}

  private static Measured measure(
      Class<? extends Peer> type, List<String> options, NetworkCase work, int steps) {
    List<String> all = Stream.concat(options.stream(), inherited()).toList();
    try (PeerProcess process = PeerProcess.start(type, all, false)) {
      int threads = Machine.threadCounts().getLast();
      long peak =
          process
              .prepare(work, threads)
              .map(prepared -> {
                process.repeat(prepared, steps);
                return process.peakMemory();
              })
              .orElse(0L);
      return new Measured(process.name(), peak);
    }
  }

  /** What this JVM was given, but its heap. */
  private static Stream<String> inherited() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-X"));
  }

  /** One line of the table. */
  static String row(String library, Peaks peaks, Peaks own) {
    return peaks.plain() == 0
        ? "| %s | does not train | | | |".formatted(library)
        : String.format(
            Locale.ROOT,
            "| %s | %,d MiB | %.2f | %,d MiB | %.2f |",
            library,
            peaks.plain() >> 20,
            (double) own.plain() / peaks.plain(),
            peaks.launched() >> 20,
            (double) own.launched() / peaks.launched());
  }
}
