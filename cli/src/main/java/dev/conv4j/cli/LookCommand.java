package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.ImageFile;
import dev.conv4j.io.AtomicFolders;
import dev.conv4j.look.Choice;
import dev.conv4j.look.Explanation;
import dev.conv4j.look.LookFolder;
import dev.conv4j.look.Scale;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.train.RunDirectory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a model sees in a picture. */
@Command(
    name = "look",
    description =
        "Feature maps, filters, class-activation overlay and receptive field, as PNG files and a"
            + " page that explains them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LookCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "RUN", description = "A run directory, or a model file.")
  Path run = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "IMAGE",
      description = "A PNG, JPEG, GIF, BMP, TIFF or WebP file.")
  Path image = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new directory for the pictures and index.html.")
  Path out = Path.of("");

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description =
          "A layer as 'conv4j summary RUN' names it, or all; may be given several times. With a"
              + " single one, --class and --unit are about it, too; --class only if it gives feature"
              + " maps. Default: one for each size of maps, and the first convolution.")
  List<String> layers = List.of();

  @Option(
      names = "--class",
      paramLabel = "NAME|N",
      description = "The class for which to show what speaks for it. Default: the likeliest.")
  @Nullable String label;

  @Option(
      names = "--unit",
      paramLabel = "C,Y,X",
      description =
          "Channel, row and column, from 0, of the unit whose receptive field to show. Default: the"
              + " strongest of the last convolution.")
  @Nullable String unit;

  @Option(
      names = "--scale",
      paramLabel = "layer|channel",
      description =
          "Which maps share a scale of colours: all of a layer, or none. Default:"
              + " ${DEFAULT-VALUE}.")
  ScaleName scale = ScaleName.layer;

  @Option(
      names = "--top",
      paramLabel = "N",
      description =
          "How many maps and filters of a layer to show; of maps the strongest. Default:"
              + " ${DEFAULT-VALUE}.")
  int most = Choice.MOST;

  @Mixin DeviceOption device = new DeviceOption();

  @Option(names = "--json", description = "Print one JSON object on the last line.")
  boolean json;

  /** The words for scales. */
  enum ScaleName {
    layer,
    channel;

    Scale scale() {
      return this == layer ? Scale.LAYER : Scale.CHANNEL;
    }
  }

  LookCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (most < 1) {
      throw new Conv4jException(new Problem("--top", "1 or more", Integer.toString(most), ""));
    }
    AtomicFolders.requirePossible(out);
    RunDirectory directory = RunDirectory.open(run);
    try (Device opened = device.openQuietly(true);
        Model model = directory.load(opened).model()) {
      ImageFile.Decoded decoded = ImageFile.read(image, model.input());
      if (!decoded.conversions().isEmpty()) {
        console.say("%s: %s.", image, String.join(", ", decoded.conversions()));
      }
      try (Explanation explanation = Explanation.of(model, decoded.pixels())) {
        look(explanation);
      }
    }
    return Exit.DONE;
  }

  private void look(Explanation explanation) {
    Choice choice = new LookChoice(explanation, this).choice();
    choice
        .unit()
        .flatMap(chosen -> explanation.fieldObstacle(chosen.layer()))
        .ifPresent(problem -> console.say("No receptive field: %s", problem));
    if (explanation.lastConvolution().isEmpty()) {
      console.say("The model has no convolution: there are no filters to show.");
    }
    choice.remark(explanation).ifPresent(remark -> console.say("%s", remark));
    String title = "What %s sees in %s".formatted(explanation.model().name(), image.getFileName());
    List<LookFolder.Written> files = LookFolder.write(out, explanation, choice, title);
    console.say("Open %s in a browser.", out.resolve("index.html"));
    if (json) {
      console.json(result(explanation, choice, files));
    } else {
      files.forEach(file -> console.print("%s: %s", out.resolve(file.file()), file.shows()));
    }
  }

  private Map<String, Object> result(
      Explanation explanation, Choice choice, List<LookFolder.Written> files) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("file", image.toString());
    result.put("top", PredictCommand.json(explanation.top(3)));
    result.put("class", explanation.model().labels().get(choice.classIndex()));
    choice.classLayer().ifPresent(layer -> result.put("classLayer", layer));
    choice
        .unit()
        .ifPresent(chosen -> {
          result.put("unitLayer", chosen.layer());
          result.put(
              "unit",
              List.of(chosen.unit().channel(), chosen.unit().row(), chosen.unit().column()));
        });
    result.put("out", out.toString());
    result.put("files", files.stream().map(LookFolder.Written::file).toList());
    return result;
  }
}
