package dev.conv4j.examples;

import dev.conv4j.data.Digits;
import dev.conv4j.data.TrainTest;
import dev.conv4j.look.ClassActivation;
import dev.conv4j.look.Explanation;
import dev.conv4j.look.FeatureMaps;
import dev.conv4j.look.Pictures;
import dev.conv4j.look.ReceptiveField;
import dev.conv4j.look.Scale;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Trains a network and asks it what it saw in one digit. */
public final class LookInside {
  private LookInside() {}

  /**
   * Writes two pictures.
   *
   * @param args a folder that is there; the current one without it
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args.length > 0 ? args[0] : "");
    try (Device device = Devices.open("auto");
        Model model = Zoo.lectureModel().initialize(device, 42)) {
      TrainTest digits = Digits.trainTest(42, 2_000, 100);
      new Trainer(model, TrainingOptions.lecture().epochs(2)).train(digits.train());
      float[] pixels = new float[28 * 28];
      digits.test().readImage(0, pixels, 0);
      look(model, pixels, folder);
    }
  }

  private static void look(Model model, float[] pixels, Path folder) throws IOException {
    try (Explanation seen = Explanation.of(model, pixels)) {
      System.out.println("It is taken for " + seen.top(1).getFirst().label() + ".");

      FeatureMaps maps = seen.maps("conv2");
      ReceptiveField field = seen.receptiveField("conv2", maps.strongest());
      System.out.println("The strongest unit of conv2 sees " + field.whole() + ".");

      ClassActivation why = seen.gradCam(seen.predicted(), "conv2");
      Pictures pictures = new Pictures(seen);
      Files.write(folder.resolve("maps.png"), pictures.features(maps, Scale.LAYER, 20));
      Files.write(folder.resolve("why.png"), pictures.activation(why));
    }
  }
}
