package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.optim.Adam;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Schedule;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingEvent.StepDone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A training on a device that records steps is, to the bit, one on a device that does not. */
class RecordedUpdatesTest {
  private final Device plain = Devices.open("cpu", new DeviceOptions(1));
  private final RerunningDevice recording = new RerunningDevice(plain);

  @AfterEach
  void close() {
    assertThat(plain.memory().use().bytesInUse()).isZero();
    assertThat(recording.open).isZero();
    plain.close();
  }

  private static Model normed(Device device) {
    Sequential network =
        Sequential.builder()
            .add("conv", new Conv2d(1, 4, 3))
            .add("norm", new BatchNorm2d(4))
            .add("drop", new Dropout(0.25f))
            .add("flatten", new Flatten())
            .add("fc", new Linear(64, 3))
            .build();
    return new Model("normed", network, Toy.IMAGE, Toy.LABELS, Normalization.none(1))
        .initialize(device, 7);
  }

  /** What a training leaves: its steps, how it ended, and its weights. */
  private record Left(List<StepDone> steps, String end, String weights) {}

  private static Left train(
      Device device,
      TrainingOptions options,
      int images,
      BiConsumer<TrainingEvent, Model> listener) {
    List<StepDone> steps = new ArrayList<>();
    String end = "";
    try (Model model = normed(device);
        Trainer trainer =
            new Trainer(
                model,
                options,
                event -> {
                  if (event instanceof StepDone step) {
                    steps.add(step);
                  }
                  listener.accept(event, model);
                })) {
      DivergedException thrown =
          catchThrowableOfType(DivergedException.class, () -> trainer.train(Toy.images(images)));
      if (thrown != null) {
        end = thrown.getMessage() + thrown.layer();
      }
      StringBuilder weights = new StringBuilder();
      Toy.weights(model).forEach((path, values) -> weights.append(Arrays.toString(values)));
      return new Left(steps, Objects.requireNonNull(end), weights.toString());
    }
  }

  private Left requireTheSame(TrainingOptions options, int images) {
    Left expected = train(plain, options, images, (event, model) -> {});
    Left found = train(recording, options, images, (event, model) -> {});
    assertThat(found.end()).isEqualTo(expected.end());
    assertThat(found.steps()).isEqualTo(expected.steps());
    assertThat(found.weights()).isEqualTo(expected.weights());
    return found;
  }

  static Stream<TrainingOptions> ways() {
    Schedule cosine = new Schedule.Cosine(0);
    return Stream.of(
        Toy.OPTIONS,
        Toy.OPTIONS.batchSize(1),
        Toy.OPTIONS.batchSize(1).update(update -> update.accumulation(3)),
        Toy.OPTIONS.update(update -> update.clipping(new Clipping.Norm(0.1f)).schedule(cosine)),
        Toy.OPTIONS.update(
            update -> update.averageDecay(0.9f).optimizer(Adam.Config.adamW(0.01f))));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyStepIsToldInOrderAndTheWeightsAreTheSame(TrainingOptions options) {
    Left left = requireTheSame(options, 130);
    assertThat(left.end()).isEmpty();
    assertThat(left.steps()).hasSize(2 * Math.ceilDiv(130, options.batchSize()));
    assertThat(recording.runs).isPositive();
  }

  @Test
  void wholeBatchesAreRecordedAndSmallerOnesAreNot() {
    requireTheSame(Toy.OPTIONS.epochs(3), 18);
    assertThat(recording.runs).isEqualTo(3 * 3); // of four whole ones the first is due for a copy
  }

  static Stream<TrainingOptions> absurdWays() {
    TrainingOptions absurd = Toy.OPTIONS.optimizer(Sgd.Config.of(1e30f));
    return Stream.of(
        absurd,
        absurd.batchSize(1),
        Toy.OPTIONS.batchSize(1).optimizer(Sgd.Config.of(30f)).epochs(3),
        absurd.batchSize(1).update(update -> update.accumulation(2)),
        absurd.update(update -> update.averageDecay(0.9f)));
  }

  @ParameterizedTest
  @MethodSource("absurdWays")
  void aDivergenceIsFoundAtTheStepWhereItWas(TrainingOptions options) {
    Left left = requireTheSame(options, 130);
    assertThat(left.end()).contains("the loss became ").contains("from before epoch 1, step 1");
    assertThat(left.steps()).allSatisfy(step -> assertThat(step.loss()).isFinite());
  }

  @Test
  void whatIsFrozenBetweenEpochsStays() {
    BiConsumer<TrainingEvent, Model> freezing =
        (event, model) -> {
          if (event instanceof EpochEnded ended) {
            boolean trained = ended.metrics().epoch() % 2 == 0;
            Objects.requireNonNull(model.parameters().get("conv.weight")).setTrainable(trained);
          }
        };
    Left expected = train(plain, Toy.OPTIONS.epochs(4), 40, freezing);
    assertThat(train(recording, Toy.OPTIONS.epochs(4), 40, freezing)).isEqualTo(expected);
    assertThat(train(plain, Toy.OPTIONS.epochs(4), 40, (event, model) -> {}).weights())
        .isNotEqualTo(expected.weights());
  }

  @Test
  void whoStopsGoesOnToTheSameBits(@TempDir Path folder) {
    Path file = folder.resolve("checkpoint");
    Map<String, float[]> whole;
    try (Model model = normed(recording);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.train(Toy.images(90));
      whole = Toy.weights(model);
    }
    try (Model model = normed(recording);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.addListener(event -> {
        if (event instanceof StepDone step && step.batch() == 3) {
          trainer.stop();
        }
      });
      trainer.train(Toy.images(90));
      trainer.save(file, Map.of());
    }
    Checkpoint checkpoint = Checkpoint.open(file);
    try (Model model = checkpoint.model(recording);
        Trainer trainer = new Trainer(model, Toy.OPTIONS)) {
      trainer.resume(checkpoint);
      assertThat(trainer.train(Toy.images(90))).hasSize(2);
      Toy.weights(model)
          .forEach((path, values) -> assertThat(values).as(path).isEqualTo(whole.get(path)));
    }
  }
}
