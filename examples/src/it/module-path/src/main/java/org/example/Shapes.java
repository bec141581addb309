package org.example;

import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.Evaluation;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.util.List;
import java.util.Random;

/** A tiny network that tells squares from crosses. */
final class Shapes {
  private static final int SIDE = 12;
  private static final List<String> LABELS = List.of("square", "cross");

  private Shapes() {}

  /** Images of 12×12 pixels with one shape each, somewhere. */
  static Dataset draw(int count, long seed) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] classes = new byte[count];
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      classes[i] = (byte) random.nextInt(2);
      int at = i * SIDE * SIDE + random.nextInt(SIDE - 6) * SIDE + random.nextInt(SIDE - 6);
      for (int k = 0; k < 7; k++) {
        int[] marks =
            classes[i] == 0
                ? new int[] {k, 6 * SIDE + k, k * SIDE, k * SIDE + 6}
                : new int[] {k * SIDE + k, k * SIDE + 6 - k};
        for (int mark : marks) {
          pixels[at + mark] = (byte) 255;
        }
      }
    }
    return new ByteImages(Shape.of(1, SIDE, SIDE), LABELS, pixels, classes);
  }

  /** A network with first weights, the same on any device. */
  static Model model(Device device) {
    Sequential network =
        Sequential.of(
            new Conv2d(1, 6, 3), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(150, 2));
    Shape image = Shape.of(1, SIDE, SIDE);
    return new Model("shapes", network, image, LABELS, Normalization.none(1)).initialize(device, 1);
  }

  /** Trains, and evaluates on other images. */
  static Evaluation trainAndEvaluate(Model model) {
    TrainingOptions options = TrainingOptions.lecture().epochs(5).batchSize(16);
    try (Trainer trainer = new Trainer(model, options)) {
      trainer.train(draw(500, 1));
    }
    return new Evaluator(model).evaluate(draw(200, 2));
  }
}
