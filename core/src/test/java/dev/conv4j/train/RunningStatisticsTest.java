package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.TrainingEvent.StepDone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training makes of the running statistics of batch normalisation. */
class RunningStatisticsTest {
  private static final String MEAN = "norm.running_mean";

  @TempDir private Path folder;
  private final Device device = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    device.close();
  }

  private Model model() {
    Sequential network =
        Sequential.builder()
            .add("conv", new Conv2d(1, 4, 3))
            .add("norm", new BatchNorm2d(4))
            .add("flatten", new Flatten())
            .add("fc", new Linear(64, 3))
            .build();
    return new Model("normed", network, Toy.IMAGE, Toy.LABELS, Normalization.none(1))
        .initialize(device, 7);
  }

  private static float[] values(Model model, String path) {
    return Objects.requireNonNull(model.parameters().get(path)).value().toArray();
  }

  @Test
  void eachStepMovesThemAndEvaluationDoesNot() {
    try (Model model = model()) {
      List<float[]> means = new ArrayList<>();
      means.add(values(model, MEAN));
      try (Trainer trainer =
          new Trainer(
              model,
              Toy.OPTIONS.epochs(1),
              event -> {
                if (event instanceof StepDone) {
                  means.add(values(model, MEAN));
                }
              })) {
        trainer.train(Toy.images(12), Toy.images(6));
      }
      assertThat(means).hasSize(4);
      for (int step = 1; step < means.size(); step++) {
        assertThat(means.get(step)).isNotEqualTo(means.get(step - 1));
      }
      assertThat(values(model, MEAN)).containsExactly(means.getLast());
    }
  }

  /** A step whose loss is not finite must not spoil what the good ones have seen. */
  @Test
  void aStepWithoutAFiniteLossLeavesThem() {
    try (Model model = model()) {
      Map<String, float[]> before = Toy.weights(model);
      try (Trainer trainer =
          new Trainer(
              model,
              Toy.OPTIONS,
              event -> {
                if (event instanceof TrainingEvent.EpochStarted) {
                  Toy.plantNaN(model, "conv.weight");
                }
              })) {
        DivergedException thrown =
            Objects.requireNonNull(
                catchThrowableOfType(DivergedException.class, () -> trainer.train(Toy.images(12))));
        assertThat(thrown.layer()).isEqualTo("Convolution 'conv'");
      }
      assertThat(values(model, MEAN)).containsExactly(before.get(MEAN));
      assertThat(values(model, "norm.running_var")).containsOnly(1);
    }
  }

  @Test
  void theyGoBackWithTheLastGoodWeights() {
    try (Model model = model()) {
      Map<String, float[]> before = Toy.weights(model);
      try (Trainer trainer =
          new Trainer(
              model,
              Toy.OPTIONS,
              event -> {
                if (event instanceof StepDone step && step.batch() == 2) {
                  Toy.plantNaN(model, "fc.bias");
                }
              })) {
        assertThat(
                catchThrowableOfType(DivergedException.class, () -> trainer.train(Toy.images(12))))
            .isNotNull();
      }
      Toy.weights(model)
          .forEach((path, values) -> assertThat(values).as(path).containsExactly(before.get(path)));
    }
  }

  @Test
  void aTrainingThatGoesOnEndsWithTheSameBits() {
    TrainingOptions two = Toy.OPTIONS.epochs(2);
    String through;
    try (Model model = model();
        Trainer trainer = new Trainer(model, two)) {
      trainer.train(Toy.images(12));
      through = ModelFile.weightsSha256(model);
    }
    Path file = folder.resolve("checkpoint.safetensors");
    try (Model model = model();
        Trainer trainer = new Trainer(model, Toy.OPTIONS.epochs(1))) {
      trainer.train(Toy.images(12));
      trainer.save(file, Map.of());
    }
    Checkpoint checkpoint = Checkpoint.open(file);
    try (Model model = checkpoint.model(device);
        Trainer trainer = new Trainer(model, two)) {
      trainer.resume(checkpoint);
      trainer.train(Toy.images(12));
      assertThat(ModelFile.weightsSha256(model)).isEqualTo(through);
    }
  }
}
