package dev.conv4j.cli;

import dev.conv4j.data.ImageOptions;
import dev.conv4j.data.TrainTest;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Shapes;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The model that {@code --model} names. */
final class ModelChoice {
  private static final String AUTO = "auto";
  private static final String LECTURE = "lecture";

  private ModelChoice() {}

  private static boolean isRun(String name) {
    return !name.equals(AUTO) && !Zoo.names().contains(name) && Files.exists(Path.of(name));
  }

  /** How pictures become images: as a run's model takes them, if one is trained on. */
  static ImageOptions images(TrainOptions options, ImageOptions asked) {
    if (!isRun(options.model)) {
      return asked;
    }
    Path file = RunDirectory.open(Path.of(options.model)).model();
    try (Model model = ModelFile.withoutWeights(file)) {
      return ImageOptions.fitting(model.input(), model.labels())
          .skipUnreadable(asked.skipUnreadable())
          .threads(asked.threads());
    }
  }

  /** A model with weights on {@code device}: a network of the zoo, or that of a run. */
  static Model create(Console console, TrainOptions options, TrainTest data, Device device) {
    String name = options.model;
    if (isRun(name)) {
      Model model = RunDirectory.open(Path.of(name)).load(device).model();
      console.say("Model: '%s' of %s, trained on from there.", model.name(), name);
      return model;
    }
    String network = name.equals(AUTO) ? LECTURE : name;
    Shape image = data.train().imageShape();
    Model model =
        new Model(
            network,
            Zoo.network(network, image, data.train().labels().size()),
            image,
            data.train().labels(),
            data.normalization());
    console.say(
        "Model: %s, %,d parameters, for images of %s, as %s.",
        network,
        model.parameterCount(),
        Shapes.perItem(image.batched(1)),
        name.equals(AUTO) ? "it is the one for such images" : "you asked for it");
    return model.initialize(device, options.seed);
  }
}
