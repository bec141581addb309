package dev.conv4j.cli;

import dev.conv4j.data.ImageOptions;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.train.TrainingOptions;
import dev.conv4j.train.UpdateOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options of {@code train}. */
@Command
final class TrainOptions {
  /** Options that belong to one call, not to the run. */
  private static final Set<String> NOT_OF_THE_RUN =
      Set.of("--out", "--resume", "--json", "--help", "--version");

  private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

  enum OptimizerName {
    sgd,
    adamw
  }

  enum ScheduleName {
    constant,
    cosine,
    onecycle
  }

  enum AugmentName {
    none,
    light,
    strong
  }

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "auto, digits, mnist, fashion-mnist, cifar10, cifar100; a directory with a folder of"
              + " pictures for each class, perhaps under train and test, or with IDX files, or with"
              + " CIFAR's binary files; or a .csv file of pictures' paths and classes. auto takes"
              + " MNIST if it can be had, else the built-in digits."
              + DEFAULT)
  String data = "auto";

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "auto, lecture, or a run to train on." + DEFAULT)
  String model = "auto";

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description = "Share of the training images held out, to watch." + DEFAULT)
  double validation;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training images." + DEFAULT)
  int epochs = 3;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images in a step." + DEFAULT)
  int batchSize = 64;

  @Option(names = "--optimizer", paramLabel = "NAME", description = "sgd." + DEFAULT)
  OptimizerName optimizer = OptimizerName.sgd;

  @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate." + DEFAULT)
  float learningRate = 0.01f;

  @Option(names = "--momentum", paramLabel = "SHARE", description = "0 for none." + DEFAULT)
  float momentum = 0.5f;

  @Option(names = "--weight-decay", paramLabel = "SHARE", description = "0 for none." + DEFAULT)
  float weightDecay;

  @Option(names = "--schedule", paramLabel = "NAME", description = "constant." + DEFAULT)
  ScheduleName schedule = ScheduleName.constant;

  @Option(
      names = "--augment",
      paramLabel = "NAME",
      description =
          "none, light or strong: how much images are changed at random while the network learns;"
              + " digits and signs are never mirrored."
              + DEFAULT)
  AugmentName augment = AugmentName.none;

  @Mixin ImageFileOptions pictures = new ImageFileOptions();

  @Option(
      names = "--image-size",
      paramLabel = "N|HxW",
      converter = ImageSizeOption.class,
      description =
          "Pixels of an image, of which the scaled picture's middle is taken. Default: chosen by"
              + " the pictures.")
  @Nullable Size2d imageSize;

  @Option(names = "--classes", hidden = true)
  @Nullable String classes;

  @Option(names = "--freeze", hidden = true)
  @Nullable String freeze;

  @Mixin DeviceOption device = new DeviceOption();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Draws first weights and order; the same seed, the same bits." + DEFAULT)
  long seed = 42;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run directory, a new one. Default: one under runs/, named by the time.")
  @Nullable Path out;

  @Option(
      names = "--resume",
      description = "Go on with the run in --out, where it stopped, with the options it had.")
  boolean resume;

  @Option(names = "--json", description = "Print one JSON object on the last line.")
  boolean json;

  /** The settings of the training. */
  TrainingOptions training() {
    refuseWhatIsNotThere();
    Sgd.Config sgd = new Sgd.Config(learningRate, momentum, false, weightDecay);
    return new TrainingOptions(
        epochs, batchSize, UpdateOptions.of(sgd), new CrossEntropyLoss(), seed);
  }

  /** How pictures become images, as far as no model says it. */
  ImageOptions images() {
    ImageOptions images = pictures.apply(ImageOptions.DEFAULT, device);
    return imageSize == null ? images : images.size(imageSize);
  }

  private void refuseWhatIsNotThere() {
    refuse(optimizer != OptimizerName.sgd, "--optimizer " + optimizer, "Use sgd");
    refuse(schedule != ScheduleName.constant, "--schedule " + schedule, "Use constant");
    refuse(classes != null, "--classes", "");
    refuse(freeze != null, "--freeze", "");
  }

  private static void refuse(boolean used, String what, String remedy) {
    if (used) {
      throw NotThere.option(what, remedy);
    }
  }

  /** All options of the run and their values, so that it can go on with them. */
  static Map<String, String> ofTheRun(ParseResult parsed) {
    Map<String, String> values = new LinkedHashMap<>();
    for (OptionSpec option : parsed.commandSpec().options()) {
      Object value = option.getValue();
      if (value != null && !NOT_OF_THE_RUN.contains(option.longestName())) {
        values.put(option.longestName(), value.toString());
      }
    }
    return values;
  }

  /** The options that a run had, with those that were given now in their place. */
  static TrainOptions resumed(Map<String, String> before, ParseResult now) {
    List<String> arguments = new ArrayList<>();
    before.forEach((name, value) -> arguments.add(name + "=" + value));
    for (OptionSpec option : now.matchedOptions()) {
      arguments.add(option.longestName() + "=" + option.originalStringValues().getLast());
    }
    TrainOptions options = new TrainOptions();
    new CommandLine(options)
        .setOverwrittenOptionsAllowed(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // the file may be anyone's
        .parseArgs(arguments.toArray(String[]::new));
    return options;
  }
}
