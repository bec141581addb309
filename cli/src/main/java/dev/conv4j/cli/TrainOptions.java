package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.data.ImageOptions;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.train.Selection;
import dev.conv4j.train.TrainingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      Set.of("--out", "--resume", "--find-lr", "--json", "--help", "--version");

  private static final Set<String> OF_THE_NETWORK = Set.of("--model", "--classes");

  private static final int MOST_MINUTES = 1_000_000;

  private static final String DEFAULT = " Default: ${DEFAULT-VALUE}.";

  enum Keep {
    best,
    last
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
      completionCandidates = ModelChoice.Names.class,
      description =
          "auto, a run to train on, a network or a recipe: ${COMPLETION-CANDIDATES}. A recipe, such"
              + " as mnist-best, is a network with options of its own, which options that you give"
              + " replace. auto takes lecture for images of 1x28x28, else the recipe for the size"
              + " and number of the images."
              + DEFAULT)
  String model = "auto";

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      description =
          "Share of the training images held out: they tell which epoch is best and when to end"
              + " early."
              + DEFAULT)
  double validation;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training images." + DEFAULT)
  int epochs = 3;

  @Option(names = "--batch-size", paramLabel = "N", description = "Images in a step." + DEFAULT)
  int batchSize = 64;

  @Mixin LearningOptions learning = new LearningOptions();

  @Option(
      names = "--patience",
      paramLabel = "EPOCHS",
      description =
          "End early when so many were not better than the best, as the held-out images tell; 0"
              + " never to."
              + DEFAULT)
  int patience;

  @Option(
      names = "--keep",
      paramLabel = "WHICH",
      description =
          "Which weights the run is to have: best, as the held-out images tell, or last. Default:"
              + " best if images are held out, else last.")
  @Nullable Keep keep;

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

  @Option(
      names = "--classes",
      paramLabel = "N",
      description =
          "Outputs of the network: data for as many as the data have classes, or a larger number. A"
              + " run to train on gets a new last layer for them. Default: the data's, or the"
              + " run's.")
  @Nullable String classes;

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
      names = "--checkpoint-minutes",
      paramLabel = "N",
      description =
          "Time from one checkpoint to the next within an epoch; after each epoch there is one"
              + " anyway. 0 for no others."
              + DEFAULT)
  double checkpointMinutes = 10;

  @Option(
      names = "--find-lr",
      description =
          "Do not train, but try learning rates on training images, say which seems best, and leave"
              + " a picture of it in the run directory.")
  boolean findRate;

  @Option(
      names = "--resume",
      description = "Go on with the run in --out, where it stopped, with the options it had.")
  boolean resume;

  @Option(names = "--json", description = "Print one JSON object on the last line.")
  boolean json;

  /** The settings of the training, but for what is frozen, which is the model's business. */
  TrainingOptions training() {
    Expected.of(
        "--validation",
        validation >= 0 && validation < 1,
        "a share from 0 to less than 1, such as 0.1",
        Double.toString(validation));
    Expected.of(
        "--warmup",
        learning.warmup < epochs || learning.warmup == 0,
        "fewer epochs than the training has (--epochs %d)".formatted(epochs),
        Double.toString(learning.warmup));
    boolean heldOut = validation != 0;
    requireHeldOut(heldOut || patience == 0, "--patience");
    requireHeldOut(heldOut || keep != Keep.best, "--keep best");
    checkpointInterval();
    return new TrainingOptions(
        epochs,
        batchSize,
        learning.update(),
        learning.loss(),
        new Selection(patience, heldOut && keep != Keep.last),
        seed,
        Augmentations.NONE);
  }

  /** How pictures become images, as far as no model says it. */
  ImageOptions images() {
    ImageOptions images = pictures.apply(ImageOptions.DEFAULT, device);
    return imageSize == null ? images : images.size(imageSize);
  }

  /** The settings of the training of this model. */
  TrainingOptions training(Model model) {
    return training()
        .update(update -> update.frozen(learning.frozen(model).toArray(String[]::new)));
  }

  private static void requireHeldOut(boolean fine, String what) {
    if (!fine) {
      throw new Conv4jException(
          Problem.of(what, "no images are held out that could tell", "Add --validation 0.1, say"));
    }
  }

  /** The time between checkpoints; none if only epochs end with one. */
  Optional<Duration> checkpointInterval() {
    Expected.of(
        "--checkpoint-minutes",
        checkpointMinutes >= 0 && checkpointMinutes <= MOST_MINUTES,
        "0 to " + MOST_MINUTES,
        Double.toString(checkpointMinutes));
    return checkpointMinutes == 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos((long) (checkpointMinutes * 60e9)));
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

  /** The options of the run that were given now, and their values. */
  static Map<String, String> given(ParseResult now) {
    Map<String, String> values = new LinkedHashMap<>();
    for (OptionSpec option : now.matchedOptions()) {
      if (!NOT_OF_THE_RUN.contains(option.longestName())) {
        values.put(option.longestName(), option.originalStringValues().getLast());
      }
    }
    return values;
  }

  /**
   * The options that a run had, with those that were given now in their place.
   *
   * @throws Conv4jException if they would make another network of it
   */
  static TrainOptions resumed(Map<String, String> before, ParseResult now) {
    for (OptionSpec option : now.matchedOptions()) {
      String name = option.longestName();
      String value = option.originalStringValues().getLast();
      if (OF_THE_NETWORK.contains(name) && !value.equals(before.get(name))) {
        throw new Conv4jException(
            new Problem(
                name,
                "what the run began with: " + before.getOrDefault(name, "nothing"),
                value,
                "Leave it out, or begin a new run"));
      }
    }
    return with(before, now);
  }

  /** These options, with those that were given now in their place. */
  static TrainOptions with(Map<String, String> before, ParseResult now) {
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
