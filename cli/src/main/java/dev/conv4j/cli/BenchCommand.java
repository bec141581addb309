package dev.conv4j.cli;

import com.google.errorprone.annotations.FormatMethod;
import dev.conv4j.data.TrainTest;
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
      "This machine's figures: kernels, their share of the peak rate, and whole networks.",
      "Best of several rounds, warm. With --check also whether the device computes rightly and",
      "reaches the goals; status 1 if anything fails."
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

  @Option(
      names = "--check",
      description = {
        "Hold the device to what every device must do, and a CUDA card to its goals, beside PyTorch",
        "where Python has it (environment variable PYTHON)."
      })
  boolean check;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "What --check trains a card on: auto, mnist or a directory. Default: auto.")
  String data = "auto";

  @Option(names = "--json", description = "Print one JSON object on the last line.")
  boolean json;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Device opened = device.open(console)) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("device", opened.name());
      result.put("description", opened.description());
      return check ? measureAndCheck(opened, result) : measure(opened, result);
    }
  }

  private int measure(Device opened, Map<String, Object> result) {
    figures(opened, new Timing(WARM_UP_SECONDS, ROUND_SECONDS, Math.max(rounds, 1)), result);
    if (json) {
      console.json(result);
    }
    console.say(
        "To compare with libtorch: ./mvnw -q -Pside-by-side -pl benchmarks -am verify -DskipTests");
    return Exit.DONE;
  }

  private int measureAndCheck(Device opened, Map<String, Object> result) {
    CheckScale scale = CheckScale.of(opened.name());
    TrainTest images = scale.data(console, data);
    BenchCheck all = new BenchCheck(console, opened.name(), scale, images, new TorchPeer(), json);
    all.judgeLaws();
    figures(opened, scale.timing(), result);
    all.judgeGoals();
    all.sumUp(opened);
    result.put("check", all.toJson());
    if (json) {
      console.json(result);
    }
    return all.bad() == 0 ? Exit.DONE : Exit.INTERNAL_FAULT;
  }

  private void figures(Device opened, Timing timing, Map<String, Object> result) {
    double peak = Double.NaN;
    if (opened.name().equals("cpu")) {
      peak = PeakRate.measure(device.resolvedThreads(), timing);
      tell("peak, %d threads: %.0f GFLOP/s", device.resolvedThreads(), peak / GIGA);
      result.put("threads", device.resolvedThreads());
      result.put("peakGflops", peak / GIGA);
    }
    result.put("kernels", kernels(opened, timing, peak));
    result.put("networks", networks(opened, timing));
  }

  private List<Map<String, Object>> kernels(Device opened, Timing timing, double peak) {
    BenchKernels kernels = new BenchKernels(opened, timing);
    List<Map<String, Object>> measured = new ArrayList<>();
    tell("%s", "");
    String title = Double.isNaN(peak) ? "GFLOP/s" : "GFLOP/s (share of the peak)";
    tell(ROW, title, COLUMNS.get(0), COLUMNS.get(1), COLUMNS.get(2));
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
    if (rate == null) {
      return "";
    }
    return Double.isNaN(peak)
        ? String.format(Locale.ROOT, "%.0f", rate / GIGA)
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
