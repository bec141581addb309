package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.Problem;
import dev.conv4j.data.Dataset;
import dev.conv4j.data.ImageOptions;
import dev.conv4j.data.TrainTest;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.NewHead;
import dev.conv4j.nn.Shapes;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The model that {@code --model} names. */
final class ModelChoice {
  private static final String AUTO = "auto";
  private static final String LECTURE = "lecture";

  /** What {@code --classes} may be besides a number. */
  private static final String DATA = "data";

  private static final Shape DIGIT = Shape.of(1, 28, 28);

  private ModelChoice() {}

  /** What {@code --model} may be besides a run. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return all().iterator();
    }

    private static List<String> all() {
      return Stream.concat(Zoo.names().stream(), Recipe.names().stream()).toList();
    }
  }

  private static boolean isRun(String name) {
    return !name.equals(AUTO) && !Names.all().contains(name) && Files.exists(Path.of(name));
  }

  /** The recipe that is named, or that {@code auto} takes for these images; none for a network. */
  static Optional<Recipe> recipe(String model, Dataset images) {
    if (!model.equals(AUTO)) {
      return Recipe.named(model);
    }
    return images.imageShape().equals(DIGIT)
        ? Optional.empty()
        : Optional.of(Recipe.recommended(images));
  }

  /**
   * Checks what can be checked before data are read.
   *
   * @throws Conv4jException if there is no such model, or classes are neither {@code data} nor a
   *     number
   */
  static void requirePossible(TrainOptions options) {
    if (!options.model.equals(AUTO)
        && !Names.all().contains(options.model)
        && !isRun(options.model)) {
      throw new Conv4jException(
          new Problem(
              "--model",
              "auto, a run that is there, or one of " + String.join(", ", Names.all()),
              "'" + options.model + "'",
              ""));
    }
    if (options.classes != null && !options.classes.matches(DATA + "|[0-9]{1,7}")) {
      throw new Conv4jException(
          new Problem("--classes", "data, or a number", "'" + options.classes + "'", ""));
    }
  }

  /**
   * How pictures become images: as a run's model takes them, if one is trained on, in its order of
   * classes unless it is to get others.
   *
   * @throws Conv4jException if another size was asked for
   */
  static ImageOptions images(TrainOptions options, ImageOptions asked) {
    if (!isRun(options.model)) {
      return asked;
    }
    Path file = RunDirectory.open(Path.of(options.model)).model();
    try (Model model = ModelFile.withoutWeights(file)) {
      List<String> labels = options.classes == null ? model.labels() : List.of();
      ImageOptions fitting = ImageOptions.fitting(model.input(), labels);
      if (asked.size() != null && !asked.size().equals(fitting.size())) {
        throw new Conv4jException(
            new Problem(
                "--image-size",
                "%s, the size that %s takes".formatted(fitting.size(), options.model),
                asked.size().toString(),
                "Leave it out, or begin a new run with another network"));
      }
      return fitting.skipUnreadable(asked.skipUnreadable()).threads(asked.threads());
    }
  }

  /**
   * A model with weights on {@code device}: a network of the zoo, or that of a run.
   *
   * @param recipe what {@link #recipe} gave
   */
  static Model create(
      Console console,
      TrainOptions options,
      Optional<Recipe> recipe,
      TrainTest data,
      Device device) {
    return isRun(options.model)
        ? ofRun(console, options, data.train(), device)
        : ofZoo(console, options, recipe, data, device);
  }

  private static Model ofZoo(
      Console console,
      TrainOptions options,
      Optional<Recipe> recipe,
      TrainTest data,
      Device device) {
    boolean chosen = options.model.equals(AUTO);
    String network = recipe.map(Recipe::network).orElse(chosen ? LECTURE : options.model);
    Shape image = data.train().imageShape();
    List<String> labels = labels(options.classes, data.train());
    Model model =
        new Model(
            network,
            Zoo.network(network, image, labels.size()),
            image,
            labels,
            data.normalization());
    console.say(
        "Model: %s, %,d parameters, for images of %s, as %s.",
        network,
        model.parameterCount(),
        Shapes.perItem(image.batched(1)),
        chosen ? "it is the one for such images" : "you asked for it");
    return model.initialize(device, options.seed);
  }

  private static Model ofRun(Console console, TrainOptions options, Dataset images, Device device) {
    Model model = RunDirectory.open(Path.of(options.model)).load(device).model();
    if (options.classes == null) {
      try {
        requireSameClasses(model, images, options.model);
      } catch (Conv4jException e) {
        model.close();
        throw e;
      }
      console.say("Model: '%s' of %s, trained on from there.", model.name(), options.model);
      return model;
    }
    try (model) {
      List<String> labels = labels(options.classes, images);
      Model changed = NewHead.of(model, labels, device, options.seed);
      console.say(
          "Model: '%s' of %s with a new last layer, %s, for %d classes; the other weights are kept.",
          model.name(), options.model, NewHead.path(model), labels.size());
      return changed;
    }
  }

  private static void requireSameClasses(Model model, Dataset images, String run) {
    if (!Evaluator.knowsClasses(model, images)) {
      throw new DataException(
          "classes",
          "those that %s knows: %s".formatted(run, model.labels()),
          images.labels().toString(),
          "Give the network a new last layer for these data with --classes data");
    }
  }

  /** The data's classes, and numbered ones behind them if there are to be more. */
  private static List<String> labels(@Nullable String classes, Dataset images) {
    List<String> labels = new ArrayList<>(images.labels());
    if (classes == null || classes.equals(DATA)) {
      return labels;
    }
    int wanted = Integer.parseInt(classes);
    if (wanted < labels.size()) {
      throw new Conv4jException(
          new Problem(
              "--classes",
              "data, or a number of at least the %d classes of the data".formatted(labels.size()),
              classes,
              ""));
    }
    for (int i = labels.size(); i < wanted; i++) {
      labels.add("class " + i);
    }
    return labels;
  }
}
