package dev.conv4j.cli;

import dev.conv4j.DeviceException;
import dev.conv4j.data.Subset;
import dev.conv4j.data.TrainTest;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Precision;
import dev.conv4j.tensor.Shape;
import dev.conv4j.train.Evaluator;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Measures what the goals for graphics cards are about; see {@link Goal}. */
final class GoalCases {
  private static final double ACCURACY = 0.99;
  private static final int MOST_EPOCHS = 20;
  private static final int WARM_IMAGES = 1_280;
  private static final Normalization PHOTOGRAPHS =
      new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  private final String name;
  private final CheckScale scale;
  private final TrainTest data;

  GoalCases(String name, CheckScale scale, TrainTest data) {
    this.name = name;
    this.scale = scale;
    this.data = data;
  }

  /**
   * What was measured.
   *
   * @param value in the goal's unit
   * @param how what it was measured with
   */
  record Measured(double value, String how) {}

  /** Measures one. */
  Measured measure(Goal goal) {
    return switch (goal) {
      case LECTURE_TRAINING -> lecture();
      case SMALL_TRAINING -> smallTraining();
      case LARGE_INFERENCE -> largeInference();
      case TEN_EPOCHS -> tenEpochs();
      case NINETY_NINE -> ninetyNine();
    };
  }

  private Measured lecture() {
    int batch = scale.lectureBatch();
    try (Device device = Devices.open(name)) {
      return new Measured(
          new BenchNetworks(device, scale.timing()).training(batch) / batch,
          "batch %d, float32".formatted(batch));
    }
  }

  private Measured smallTraining() {
    try (Device device = openExactEnough();
        Model model = resnet(scale.smallSide(), 10).initialize(device, 1)) {
      return new Measured(
          new BenchNetworks(device, scale.timing()).training(model, scale.smallBatch()),
          how(scale.smallSide(), scale.smallBatch()));
    }
  }

  private Measured largeInference() {
    try (Device device = openExactEnough();
        Model model = resnet(scale.largeSide(), 1000).initialize(device, 1)) {
      return new Measured(
          new BenchNetworks(device, scale.timing()).inference(model, scale.largeBatch()),
          how(scale.largeSide(), scale.largeBatch()));
    }
  }

  private String how(int side, int batch) {
    return "%d², batch %d, %s".formatted(side, batch, precision());
  }

  /** In bfloat16, where the device has it. */
  private Device openExactEnough() {
    return Devices.open(name, new DeviceOptions(0, precision()));
  }

  private Precision precision() {
    try (Device device = Devices.open(name, new DeviceOptions(0, Precision.BFLOAT16))) {
      device.synchronize();
      return Precision.BFLOAT16;
    } catch (DeviceException e) {
      return Precision.FLOAT32;
    }
  }

  private static Model resnet(int side, int classes) {
    Shape image = Shape.of(3, side, side);
    List<String> labels = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    return new Model(
        "resnet18", Zoo.network("resnet18", image, classes), image, labels, PHOTOGRAPHS);
  }

  /** Seconds of the lecture's training, from images in host memory on; programs are compiled. */
  private Measured tenEpochs() {
    TrainingOptions options = TrainingOptions.lecture().epochs(scale.epochs());
    try (Device device = Devices.open(name);
        Model model = Zoo.lectureModel().initialize(device, options.seed())) {
      warm(device);
      double seconds = train(model, options);
      return new Measured(
          seconds, "%d epochs, %,d images".formatted(scale.epochs(), data.train().size()));
    }
  }

  private void warm(Device device) {
    try (Model other = Zoo.lectureModel().initialize(device, 1)) {
      train(other, TrainingOptions.lecture().epochs(1), WARM_IMAGES);
    }
  }

  private double train(Model model, TrainingOptions options) {
    return train(model, options, data.train().size());
  }

  private double train(Model model, TrainingOptions options, int images) {
    try (Trainer trainer = new Trainer(model, options)) {
      long start = System.nanoTime();
      trainer.train(Subset.first(data.train(), images));
      model.device().synchronize();
      return (System.nanoTime() - start) / 1e9;
    }
  }

  /** Seconds of training until the test images are named so well; testing is not counted. */
  private Measured ninetyNine() {
    TrainingOptions epoch =
        TrainingOptions.lecture()
            .epochs(1)
            .batchSize(128)
            .optimizer(Sgd.Config.of(0.05f).momentum(0.9f));
    try (Device device = Devices.open(name);
        Model model = Zoo.lectureModel().initialize(device, epoch.seed())) {
      warm(device);
      double seconds = 0;
      double accuracy = 0;
      int epochs = 0;
      int most = scale.isFull() ? MOST_EPOCHS : scale.epochs();
      while (accuracy < ACCURACY && epochs < most) {
        seconds += train(model, epoch.seed(epoch.seed() + epochs));
        accuracy = new Evaluator(model).evaluate(data.test()).accuracy();
        epochs++;
      }
      return new Measured(
          accuracy < ACCURACY ? Double.NaN : seconds,
          String.format(Locale.ROOT, "%d epochs to %.2f %%", epochs, 100 * accuracy));
    }
  }
}
