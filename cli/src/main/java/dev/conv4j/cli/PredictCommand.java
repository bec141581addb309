package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.ImageFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Prediction;
import dev.conv4j.nn.Predictor;
import dev.conv4j.tensor.Device;
import dev.conv4j.train.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names pictures. */
@Command(
    name = "predict",
    description = "The top classes with probabilities, a line per image.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  /** So few pictures, and a model of so few bytes, are done before a GPU would be open. */
  private static final int FEW_PICTURES = 18;

  private static final long SMALL_MODEL = 1 << 20;

  private final Console console;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run directory, or a model file.")
  Path run = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG, GIF, BMP, TIFF or WebP files.")
  List<Path> images = List.of();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many classes to show. Default: ${DEFAULT-VALUE}.")
  int top = 3;

  @Mixin DeviceOption device = new DeviceOption();

  @Option(names = "--json", description = "Print one JSON array on the last line.")
  boolean json;

  PredictCommand(Console console) {
    this.console = console;
  }

  /**
   * The command for a line that is nothing but {@code predict}, names and perhaps {@code --json};
   * or null for any other line, which needs the parser. To do without it saves half of the time
   * that a small picture takes.
   */
  static @Nullable PredictCommand plain(Console console, String... words) {
    PredictCommand command = new PredictCommand(console);
    List<Path> names = new ArrayList<>();
    for (String word : words) {
      if (word.equals("--json")) {
        command.json = true;
      } else if (word.isEmpty() || word.startsWith("-") || word.startsWith("@")) {
        return null;
      } else {
        names.add(Path.of(word));
      }
    }
    if (names.size() < 3 || !words[0].equals("predict")) {
      return null;
    }
    command.run = names.get(1);
    command.images = names.subList(2, names.size());
    return command;
  }

  @Override
  public Integer call() {
    if (top < 1) {
      throw new Conv4jException(new Problem("--top", "1 or more", Integer.toString(top), ""));
    }
    RunDirectory directory = RunDirectory.open(run);
    List<Map<String, Object>> results = new ArrayList<>();
    try (Device opened = device.openQuietly(isBrief(directory));
        Model model = directory.load(opened).model()) {
      Predictor predictor = new Predictor(model);
      for (Path image : images) {
        ImageFile.Decoded decoded = ImageFile.read(image, model.input());
        if (!decoded.conversions().isEmpty()) {
          console.say("%s: %s.", image, String.join(", ", decoded.conversions()));
        }
        results.add(tell(image, predictor.top(decoded.pixels(), top)));
      }
    }
    if (json) {
      console.json(results);
    }
    return Exit.DONE;
  }

  private boolean isBrief(RunDirectory directory) {
    return images.size() <= FEW_PICTURES && directory.model().toFile().length() <= SMALL_MODEL;
  }

  private Map<String, Object> tell(Path image, List<Prediction> predictions) {
    if (!json) {
      String line =
          predictions.stream()
              .map(p -> String.format(Locale.ROOT, "%s %.1f %%", p.label(), 100 * p.probability()))
              .collect(Collectors.joining(", "));
      console.print("%s: %s", image, line);
    }
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", image.toString());
    result.put("top", json(predictions));
    return result;
  }

  /** Classes and their probabilities, for a JSON array. */
  static List<Map<String, Object>> json(List<Prediction> predictions) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (Prediction prediction : predictions) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("label", prediction.label());
      entry.put("probability", prediction.probability());
      entries.add(entry);
    }
    return entries;
  }
}
