package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.TrainTest;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.Checkpoint;
import dev.conv4j.train.RunDirectory;
import dev.conv4j.train.RunLock;
import dev.conv4j.train.TrainingOptions;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Trains a network, evaluates it, and leaves a run directory. */
@Command(
    name = "train",
    description = "Trains and evaluates; writes a run directory.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final Console console;

  @Mixin TrainOptions options = new TrainOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ParseResult parsed = spec.commandLine().getParseResult();
    return options.resume ? resume(parsed) : begin(parsed);
  }

  private int begin(ParseResult parsed) {
    options.training(); // says what is wrong before anything happens
    ModelChoice.requirePossible(options);
    if (options.out != null) {
      RunDirectory.requirePossible(options.out);
    }
    TrainTest data =
        DataChoice.open(console, options.data, ModelChoice.images(options, options.images()));
    Map<String, String> given = TrainOptions.ofTheRun(parsed);
    Optional<Recipe> recipe = ModelChoice.recipe(options.model, data.train());
    Map<String, String> left = recipe.map(each -> each.beside(parsed)).orElse(Map.of());
    given.putAll(left);
    recipe.ifPresent(each -> say(each, left, data));
    return begin(TrainOptions.with(left, parsed), recipe, data, given);
  }

  private void say(Recipe recipe, Map<String, String> left, TrainTest data) {
    console.say(
        "Recipe: %s, as %s: %s.",
        recipe.name(),
        recipe.name().equals(options.model)
            ? "you asked for it"
            : "it is the one for %,d such images".formatted(data.train().size()),
        recipe.arguments(left));
  }

  private int begin(
      TrainOptions options, Optional<Recipe> recipe, TrainTest data, Map<String, String> given) {
    Augmentations changes = AugmentChoice.of(console, options.augment, data.train());
    try (OpenDevices devices = options.device.openAll(console);
        Model model = ModelChoice.create(console, options, recipe, data, devices.first())) {
      TrainingOptions training = options.training(model);
      RunDirectory directory =
          RunDirectory.create(options.out != null ? options.out : defaultOut(model, data));
      given.put("--data", DataChoice.lastingSource(options.data, data));
      given.put("--image-size", size(data));
      try (RunLock _ = directory.lock()) {
        if (options.findRate) {
          return new RateSearch(console, options, directory)
              .run(model, training.augmentation(changes), data);
        }
        return new TrainingRun(console, options, data, devices, directory, given)
            .train(model, training.augmentation(changes), Optional.empty());
      } finally {
        directory.discardIfEmpty();
      }
    }
  }

  /** The size of the images, so that it need not be chosen again. */
  private static String size(TrainTest data) {
    Shape image = data.train().imageShape();
    return image.extent(1) + "x" + image.extent(2);
  }

  private static Path defaultOut(Model model, TrainTest data) {
    String last = String.valueOf(Path.of(data.name()).toAbsolutePath().normalize().getFileName());
    String time = LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
    return Path.of("runs", "%s-%s-%s".formatted(model.name(), last, time));
  }

  private int resume(ParseResult parsed) {
    if (options.findRate) {
      throw new Conv4jException(
          Problem.of(
              "--find-lr", "a run that goes on has its learning rate", "Leave it or --resume out"));
    }
    if (options.out == null) {
      throw new Conv4jException(
          Problem.of("--resume", "which run is to go on was not said", "Name it with --out DIR"));
    }
    RunDirectory directory = RunDirectory.open(options.out);
    try (RunLock _ = directory.lock()) {
      return resume(directory, parsed);
    }
  }

  private int resume(RunDirectory directory, ParseResult parsed) {
    RunDirectory.ResumePoint point = directory.openCheckpoint();
    if (!point.remark().isEmpty()) {
      console.say("%s", point.remark());
    }
    Checkpoint checkpoint = point.checkpoint();
    TrainOptions resumed = TrainOptions.resumed(checkpoint.notes(), parsed);
    resumed.training();
    TrainTest data =
        DataChoice.open(console, resumed.data, ModelChoice.images(resumed, resumed.images()));
    Augmentations changes = AugmentChoice.of(console, resumed.augment, data.train());
    try (OpenDevices devices = resumed.device.openAll(console);
        Model model = checkpoint.model(devices.first())) {
      Map<String, String> given = new LinkedHashMap<>(checkpoint.notes());
      given.putAll(TrainOptions.given(parsed));
      given.put("--data", DataChoice.lastingSource(resumed.data, data));
      return new TrainingRun(console, resumed, data, devices, directory, given)
          .train(model, resumed.training(model).augmentation(changes), Optional.of(checkpoint));
    }
  }
}
