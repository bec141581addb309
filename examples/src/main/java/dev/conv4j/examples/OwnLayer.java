package dev.conv4j.examples;

import dev.conv4j.data.Digits;
import dev.conv4j.data.TrainTest;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Trains a network with a layer of one's own, and reads it back from its file. */
public final class OwnLayer {
  private OwnLayer() {}

  /**
   * Trains on digits that the program draws and tells how many of the test images the model reads.
   *
   * @param args the file to write
   */
  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    TrainTest digits = Digits.trainTest(42, 4_000, 500);
    Layer network =
        Sequential.of(
            new Conv2d(1, 8, 5),
            new ChannelBlur.Config(8).build(),
            new ReLU(),
            new MaxPool2d(4),
            new Flatten(),
            new Linear(8 * 6 * 6, 10));
    try (Device device = Devices.open("auto")) {
      Model model =
          new Model(
                  "blurred",
                  network,
                  digits.train().imageShape(),
                  digits.train().labels(),
                  Normalization.MNIST)
              .initialize(device, 42);
      new Trainer(model, TrainingOptions.lecture().epochs(3)).train(digits.train());
      ModelFile.save(model, file, Map.of());
      Model read = ModelFile.load(file, device, List.of(ChannelBlur.Config.class)).model();
      System.out.println(new Evaluator(read).evaluate(digits.test()).accuracy());
    }
  }
}
