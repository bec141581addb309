package dev.conv4j.testkit.training;

import dev.conv4j.data.Dataset;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.testkit.RandomImages;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;

/**
 * Trains the lecture's network for one epoch on a few drawn images. As a program: {@code threads
 * images batchSize}; it prints the SHA-256 of the weights.
 */
public final class ShortTraining {
  static final long SEED = 11;

  private ShortTraining() {}

  /** The lecture's network with its first weights. */
  static Model lecture(Device device, Dataset images, long seed) {
    return new Model(
            "lecture",
            Zoo.lecture(images.imageShape(), images.labels().size()),
            images.imageShape(),
            images.labels(),
            Normalization.MNIST)
        .initialize(device, seed);
  }

  /** The SHA-256 of the weights after the training. */
  static String weights(int threads, int images, int batchSize, long seed) {
    Dataset data = RandomImages.likeMnist(images, 1);
    TrainingOptions options = TrainingOptions.lecture().epochs(1).batchSize(batchSize).seed(seed);
    try (Device device = Devices.open("cpu", new DeviceOptions(threads));
        Model model = lecture(device, data, seed);
        Trainer trainer = new Trainer(model, options, event -> {})) {
      trainer.train(data);
      return ModelFile.weightsSha256(model);
    }
  }

  /** See the class. */
  public static void main(String[] args) {
    System.out.println(
        weights(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), SEED));
  }
}
