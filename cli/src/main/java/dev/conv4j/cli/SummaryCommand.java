package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Shapes;
import dev.conv4j.nn.Summary;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the layers of a network. */
@Command(
    name = "summary",
    description =
        "A row per layer: name, kind, output shape, parameters, FLOPs of one image; totals.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  /** As many labels as anyone has, and as easily fit into memory. */
  private static final int MOST_CLASSES = 1_000_000;

  private static final String ROW = "%s %s %-14s %14s %16s";
  private static final int NAME_WIDTH = 16;
  private static final int KIND_WIDTH = 12;

  private static final String SIZE = "[1-9][0-9]{0,8}(x[1-9][0-9]{0,8}){2}";

  private final Console console;

  @Parameters(
      paramLabel = "MODEL|RUN",
      description =
          "A network of the zoo, such as resnet18 (any other word lists them), a recipe, a run"
              + " directory, or a model file.")
  String what = "";

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      description = "Image size for a network of the zoo. Default: ${DEFAULT-VALUE}.")
  String input = "1x28x28";

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Classes for a network of the zoo. Default: ${DEFAULT-VALUE}.")
  int classes = 10;

  @Option(names = "--json", description = "Print one JSON object on the last line.")
  boolean json;

  SummaryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Device device = Devices.open("cpu");
        Model model = model()) {
      Summary summary = Summary.of(model, device);
      if (json) {
        console.json(json(model, summary));
      } else {
        print(model, summary);
      }
    }
    return Exit.DONE;
  }

  private Model model() {
    String network = Recipe.named(what).map(Recipe::network).orElse(what);
    if (!Zoo.names().contains(network)) {
      if (!Files.exists(Path.of(what))) {
        throw new Conv4jException(
            new Problem(
                "summary",
                "a run, a model file, a network of %s, or a recipe of %s"
                    .formatted(String.join(", ", Zoo.names()), String.join(", ", Recipe.names())),
                "'" + what + "', which is none",
                ""));
      }
      return ModelFile.withoutWeights(RunDirectory.open(Path.of(what)).model());
    }
    Expected.of("--input", input.matches(SIZE), "CxHxW, such as 1x28x28", "'" + input + "'");
    Expected.of(
        "--classes",
        classes >= 1 && classes <= MOST_CLASSES,
        "1 to " + MOST_CLASSES,
        Integer.toString(classes));
    if (!network.equals(what)) {
      console.say("%s is a recipe: the network %s, and options to train it with.", what, network);
    }
    long[] extents = Arrays.stream(input.split("x", -1)).mapToLong(Long::parseLong).toArray();
    Shape image = Shape.of(extents);
    return new Model(
        network,
        Zoo.network(network, image, classes),
        image,
        IntStream.range(0, classes).mapToObj(Integer::toString).toList(),
        Normalization.none(image.intExtent(0)));
  }

  private void print(Model model, Summary summary) {
    int name = width(NAME_WIDTH, summary.rows().stream().map(Summary.Row::name));
    int kind = width(KIND_WIDTH, summary.rows().stream().map(Summary.Row::kind));
    console.print(
        ROW, padded("layer", name), padded("kind", kind), "output", "parameters", "FLOPs");
    console.print(
        ROW,
        padded("input", name),
        padded("", kind),
        Shapes.perItem(model.input().batched(1)),
        "",
        "");
    for (Summary.Row row : summary.rows()) {
      console.print(
          ROW,
          padded(row.name(), name),
          padded(row.kind(), kind),
          Shapes.perItem(row.output().batched(1)),
          "%,d".formatted(row.parameters()),
          "%,d".formatted(row.flops()));
    }
    console.print(
        ROW,
        padded("total", name),
        padded("", kind),
        "",
        "%,d".formatted(summary.parameters()),
        "%,d".formatted(summary.flops()));
  }

  /** The width of a column that holds all texts. */
  private static int width(int least, Stream<String> texts) {
    return Math.max(least, texts.mapToInt(String::length).max().orElse(0));
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static Map<String, Object> json(Model model, Summary summary) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (Summary.Row row : summary.rows()) {
      Map<String, Object> layer = new LinkedHashMap<>();
      layer.put("name", row.name());
      layer.put("kind", row.kind());
      layer.put("output", extents(row.output()));
      layer.put("parameters", row.parameters());
      layer.put("flops", row.flops());
      layers.add(layer);
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("model", model.name());
    members.put("input", extents(model.input()));
    members.put("layers", layers);
    members.put("parameters", summary.parameters());
    members.put("flops", summary.flops());
    return members;
  }

  private static List<Long> extents(Shape shape) {
    return Arrays.stream(shape.extents()).boxed().toList();
  }
}
