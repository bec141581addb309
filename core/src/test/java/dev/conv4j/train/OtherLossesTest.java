package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.MeanSquaredError;
import dev.conv4j.autograd.Pass;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Mixup;
import dev.conv4j.nn.BinaryCrossEntropyLoss;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Loss;
import dev.conv4j.nn.MeanAbsoluteErrorLoss;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings that make something else small than the cross-entropy. */
class OtherLossesTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final Device other = Devices.open("cpu", new DeviceOptions(1));
  @TempDir private Path folder;

  @AfterEach
  void close() {
    for (Device each : List.of(device, other)) {
      assertThat(each.memory().use().bytesInUse()).isZero();
      each.close();
    }
  }

  static List<Loss> losses() {
    return List.of(
        new MeanSquaredErrorLoss(), new MeanAbsoluteErrorLoss(), new BinaryCrossEntropyLoss());
  }

  private record Left(List<EpochMetrics> history, Map<String, float[]> weights) {}

  private static Left train(Device own, TrainingOptions options, Device... others) {
    try (Model model = Toy.model(own);
        Trainer trainer = new Trainer(model, List.of(others), options)) {
      trainer.train(Toy.images(50), Toy.images(30));
      return new Left(trainer.history(), Toy.weights(model));
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void learnsByThem(Loss loss) {
    TrainingOptions options = Toy.OPTIONS.epochs(20).loss(loss);
    List<EpochMetrics> history = train(device, options).history();
    assertThat(history.getLast().trainLoss()).isLessThan(history.getFirst().trainLoss() / 2);
    assertThat(history.getLast().validationAccuracy()).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void stepsThatAreRecordedGiveTheSameBits(Loss loss) {
    TrainingOptions options = Toy.OPTIONS.loss(loss);
    RerunningDevice recording = new RerunningDevice(device);
    Left recorded = train(recording, options);
    Left plain = train(device, options);
    assertThat(recording.runs).isPositive();
    plain
        .weights()
        .forEach(
            (path, values) -> assertThat(recorded.weights().get(path)).as(path).isEqualTo(values));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void severalDevicesDoWhatOneDoes(Loss loss) {
    TrainingOptions options = Toy.OPTIONS.loss(loss);
    double alone = train(device, options).history().getLast().trainLoss();
    double together = train(device, options, other).history().getLast().trainLoss();
    assertThat(together).isCloseTo(alone, within(1e-4));
  }

  /** A loss of a user's own, which notes what it is given. */
  private static Loss noting(List<String> targets) {
    return (Tensor prediction, Tensor target, Pass pass) -> {
      targets.add(target.type() + " " + target.shape());
      float[] shares = target.toArray();
      for (int i = 0; i < shares.length; i += 3) {
        assertThat(shares[i] + shares[i + 1] + shares[i + 2]).isCloseTo(1, within(1e-6f));
      }
      return new MeanSquaredError().apply(prediction, target, pass);
    };
  }

  @Test
  void oneOfTheUsersIsGivenShares() {
    Augmentations mixing = Augmentations.NONE.with(new Mixup(1, 0.5f));
    for (Augmentations changes : List.of(Augmentations.NONE, mixing)) {
      List<String> targets = new ArrayList<>();
      TrainingOptions options = Toy.OPTIONS.epochs(1).loss(noting(targets)).augmentation(changes);
      try (Model model = Toy.model(device);
          Trainer trainer = new Trainer(model, options)) {
        trainer.train(Toy.images(10));
      }
      assertThat(targets).containsExactly("float32 [4, 3]", "float32 [4, 3]", "float32 [2, 3]");
    }
  }

  /** What is the same as the cross-entropy of labels is the cross-entropy of shares. */
  @Test
  void theSharesAreThoseOfTheLabels() {
    Loss own = (prediction, target, pass) -> new CrossEntropyLoss().of(prediction, target, pass);
    double expected = train(device, Toy.OPTIONS).history().getLast().trainLoss();
    double found = train(device, Toy.OPTIONS.loss(own)).history().getLast().trainLoss();
    assertThat(found).isCloseTo(expected, within(1e-4));
  }

  /** Nothing could tell later whether a training goes on with the same. */
  @Test
  void whatDoesNotSayWhatItDoesIsNotSaved() {
    Path file = folder.resolve("training.safetensors");
    TrainingOptions loss = Toy.OPTIONS.loss(noting(new ArrayList<>()));
    TrainingOptions augmentation =
        Toy.OPTIONS.augmentation(Augmentations.of((image, random) -> random.nextInt(2)));
    for (TrainingOptions options : List.of(loss, augmentation)) {
      try (Model model = Toy.model(device);
          Trainer trainer = new Trainer(model, options)) {
        for (Runnable saving :
            List.<Runnable>of(
                () -> trainer.save(file, Map.of()), () -> trainer.saveEvery(Duration.ZERO))) {
          assertThatThrownBy(saving::run)
              .isInstanceOf(Conv4jException.class)
              .hasMessageContaining("whose text says what it does")
              .hasMessageContaining("Make it a record");
        }
        assertThat(file).doesNotExist();
      }
    }
  }
}
