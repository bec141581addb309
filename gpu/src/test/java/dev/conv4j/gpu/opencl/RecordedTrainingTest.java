package dev.conv4j.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conv4j.data.Dataset;
import dev.conv4j.data.Digits;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Border;
import dev.conv4j.data.augment.Cutout;
import dev.conv4j.data.augment.Flip;
import dev.conv4j.data.augment.Mixup;
import dev.conv4j.data.augment.PaddedCrop;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Predictor;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.optim.Adam;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.MemoryUse;
import dev.conv4j.train.DivergedException;
import dev.conv4j.train.Trainer;
import dev.conv4j.train.TrainingEvent;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded steps have the bits of plain ones, on a device that notes them. */
class RecordedTrainingTest {
  private static final Dataset IMAGES = Digits.trainTest(5, 150, 10).train();
  private static final TrainingOptions OPTIONS =
      TrainingOptions.lecture().epochs(2).batchSize(16).seed(3);

  @BeforeAll
  static void requireDevice() {
    OpenClHere.require();
  }

  /** The same device without its recorder. */
  private record Plain(Device device) implements Device {
    @Override
    public String name() {
      return device.name();
    }

    @Override
    public String description() {
      return device.description();
    }

    @Override
    public Memory memory() {
      return device.memory();
    }

    @Override
    public Kernels kernels() {
      return device.kernels();
    }

    @Override
    public void synchronize() {
      device.synchronize();
    }

    @Override
    public void close() {
      device.close();
    }
  }

  private static Model model(Device device) {
    Layer network =
        Sequential.builder()
            .add("conv1", new Conv2d(1, 6, 5))
            .add("norm1", new BatchNorm2d(6))
            .add("relu1", new ReLU())
            .add("pool1", new MaxPool2d(2))
            .add("conv2", new Conv2d(6, 8, 3))
            .add("relu2", new ReLU())
            .add("drop", new Dropout(0.25f))
            .add("flatten", new Flatten())
            .add("fc", new Linear(800, 10))
            .build();
    List<String> labels = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    return new Model("normed", network, Shape.of(1, 28, 28), labels, Normalization.MNIST)
        .initialize(device, 3);
  }

  /** What a training leaves. */
  private record Left(String weights, List<Double> losses, String end) {}

  private static Left train(Device device, TrainingOptions options) {
    List<Double> losses = new ArrayList<>();
    try (Model model = model(device);
        Trainer trainer =
            new Trainer(
                model,
                options,
                event -> {
                  if (event instanceof TrainingEvent.StepDone step) {
                    losses.add(step.loss());
                  }
                })) {
      DivergedException thrown =
          catchThrowableOfType(DivergedException.class, () -> trainer.train(IMAGES));
      return new Left(
          ModelFile.weightsSha256(model),
          losses,
          thrown == null ? "" : String.valueOf(thrown.getMessage()));
    }
  }

  static Stream<TrainingOptions> ways() {
    return Stream.of(
        OPTIONS,
        OPTIONS.batchSize(1).epochs(1),
        OPTIONS.optimizer(Adam.Config.adamW(0.01f)),
        OPTIONS.augmentation(
            Augmentations.of(new PaddedCrop(2, Border.EDGE), Flip.vertical(), new Cutout(0.3f))),
        OPTIONS.augmentation(Augmentations.NONE.with(new Mixup(1, 0.5f))),
        OPTIONS.update(
            update -> update.accumulation(3).clipping(new Clipping.Norm(0.5f)).averageDecay(0.9f)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theBitsAreThoseOfPlainSteps(TrainingOptions options) {
    try (Device device = OpenClHere.open()) {
      Left recorded = train(device, options);
      assertThat(recorded).isEqualTo(train(new Plain(device), options));
      assertThat(recorded.end()).isEmpty();
      assertThat(device.memory().use().bytesInUse()).isZero();
    }
  }

  @Test
  void aDivergenceIsFoundWhereItWasAndTheDeviceGoesOn() {
    TrainingOptions absurd = OPTIONS.optimizer(Sgd.Config.of(1e30f)).batchSize(4);
    try (Device device = OpenClHere.open()) {
      Left recorded = train(device, absurd);
      assertThat(recorded).isEqualTo(train(new Plain(device), absurd));
      assertThat(recorded.end()).contains("the loss became ");
      assertThat(device.memory().use().bytesInUse()).isZero();
      assertThat(train(device, OPTIONS).end()).isEmpty();
    }
  }

  /** After the second epoch, nothing is asked of the system and nothing grows. */
  @Test
  void epochsTakeNoMoreMemoryThanTheFirstTwo() {
    List<MemoryUse> uses = new ArrayList<>();
    try (Device device = OpenClHere.open();
        Model model = model(device);
        Trainer trainer =
            new Trainer(
                model,
                OPTIONS.epochs(5),
                event -> {
                  if (event instanceof EpochEnded) {
                    uses.add(device.memory().use());
                  }
                })) {
      trainer.train(IMAGES);
    }
    assertThat(uses).hasSize(5);
    assertThat(uses.subList(2, 5)).containsOnly(uses.get(1));
  }

  @Test
  void predictionsAreThoseOfAPlainDevice() {
    float[] pixels = new float[5 * 28 * 28];
    for (int i = 0; i < 5; i++) {
      IMAGES.readImage(i, pixels, i * 28 * 28);
    }
    try (Device device = OpenClHere.open();
        Model model = model(device);
        Model plain = model(new Plain(device));
        Predictor predictor = new Predictor(model);
        Predictor plainly = new Predictor(plain)) {
      float[] expected = plainly.probabilities(pixels);
      for (int time = 0; time < 4; time++) {
        assertThat(predictor.probabilities(pixels)).isEqualTo(expected);
        float[] others = Arrays.copyOfRange(pixels, 28 * 28, 5 * 28 * 28);
        assertThat(predictor.probabilities(others)).isEqualTo(plainly.probabilities(others));
      }
    }
  }
}
