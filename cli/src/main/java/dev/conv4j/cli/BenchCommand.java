package dev.conv4j.cli;

import com.google.errorprone.annotations.FormatMethod;
import dev.conv4j.tensor.Device;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures this machine: its peak, what the kernels reach of it, and whole networks. */
@Command(
    name = "bench",
    description = {
      "This machine's figures: peak rate of multiply-adds, the share that each kernel reaches,",
      "and images a second of whole networks. Best of several rounds, warm."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final String ROW = "%-34s %18s %18s %18s";
  private static final double GIGA = 1e9;
  private static final double WARM_UP_SECONDS = 0.5;
  private static final double ROUND_SECONDS = 0.15;
  private static final List<String> COLUMNS =
      List.of("forward", "input gradient", "weight gradient");

  private final Console console;

  @Mixin DeviceOption device = new DeviceOption();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds, of which the best counts. Default: ${DEFAULT-VALUE}.")
  int rounds = 7;

  @Option(names = "--json", description = "Print one JSON object on the last line.")
  boolean json;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Timing timing = new Timing(WARM_UP_SECONDS, ROUND_SECONDS, Math.max(rounds, 1));
    try (Device opened = device.open(console)) {
      double peak = PeakRate.measure(device.resolvedThreads(), timing);
      tell("peak, %d threads: %.0f GFLOP/s", device.resolvedThreads(), peak / GIGA);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("device", opened.name());
      result.put("threads", device.resolvedThreads());
      result.put("peakGflops", peak / GIGA);
      result.put("kernels", kernels(opened, timing, peak));
      result.put("networks", networks(opened, timing));
      if (json) {
        console.json(result);
      }
    }
    console.say(
        "To compare with libtorch: ./mvnw -q -Pside-by-side -pl benchmarks -am verify -DskipTests");
    return Exit.DONE;
  }

  private List<Map<String, Object>> kernels(Device opened, Timing timing, double peak) {
    BenchKernels kernels = new BenchKernels(opened, timing);
    List<Map<String, Object>> measured = new ArrayList<>();
    tell("%s", "");
    tell(ROW, "GFLOP/s (share of the peak)", COLUMNS.get(0), COLUMNS.get(1), COLUMNS.get(2));
    for (int i = 0; i < BenchKernels.count(); i++) {
      BenchKernels.Result result = kernels.measure(i);
      Object[] cells =
          COLUMNS.stream().map(column -> cell(result.rates().get(column), peak)).toArray();
      tell(ROW, result.name(), cells[0], cells[1], cells[2]);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("kernel", result.name());
      result.rates().forEach((column, rate) -> entry.put(column, rate / GIGA));
      measured.add(entry);
    }
    return measured;
  }

  private static String cell(@Nullable Double rate, double peak) {
    return rate == null
        ? ""
        : String.format(Locale.ROOT, "%.0f (%.0f %%)", rate / GIGA, 100 * rate / peak);
  }

  private List<Map<String, Object>> networks(Device opened, Timing timing) {
    BenchNetworks networks = new BenchNetworks(opened, timing);
    List<Map<String, Object>> measured = new ArrayList<>();
    tell("%s", "");
    for (int batch : new int[] {64, 512}) {
      measured.add(network("lecture, training, batch " + batch, networks.training(batch)));
    }
    for (int batch : new int[] {1, 64}) {
      measured.add(network("lecture, inference, batch " + batch, networks.inference(batch)));
    }
    return measured;
  }

  private Map<String, Object> network(String name, double rate) {
    tell("%-34s %,12.0f images/s", name, rate);
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("network", name);
    entry.put("imagesPerSecond", rate);
    return entry;
  }

  /** Prints a line of the result, or shows it as progress where the result is JSON. */
  @FormatMethod
  private void tell(String format, @Nullable Object... values) {
    if (json) {
      console.say(format, values);
    } else {
      console.print(format, values);
    }
  }
}
