package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.ParameterGroup;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.train.TrainingEvent.EpochStarted;
import dev.conv4j.train.TrainingEvent.StepDone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that go wrong say where, and leave the last good weights. */
class DivergenceTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final Model model = Toy.model(device);
  private Map<String, float[]> good = Map.of();

  @BeforeEach
  void remember() {
    good = Toy.weights(model);
  }

  @AfterEach
  void close() {
    model.close();
    assertThat(device.memory().use().bytesInUse()).isZero();
    device.close();
  }

  private DivergedException diverge(
      TrainingOptions options, int images, TrainingListener listener) {
    try (Trainer trainer = new Trainer(model, options, listener)) {
      return Objects.requireNonNull(
          catchThrowableOfType(DivergedException.class, () -> trainer.train(Toy.images(images))));
    }
  }

  private void assertWeightsAreTheGoodOnes() {
    Toy.weights(model)
        .forEach((path, values) -> assertThat(values).as(path).containsExactly(good.get(path)));
  }

  /** Plants a NaN after that step. */
  private TrainingListener plantingAfter(int epoch, int batch, String path) {
    return event -> {
      if (event instanceof StepDone step && step.epoch() == epoch && step.batch() == batch) {
        Toy.plantNaN(model, path);
      }
    };
  }

  @Test
  void anAbsurdLearningRateIsFoundOutAndUndone() {
    List<Double> losses = new ArrayList<>();
    DivergedException thrown =
        diverge(
            Toy.OPTIONS.optimizer(Sgd.Config.of(1e30f)),
            40,
            event -> {
              if (event instanceof StepDone step) {
                losses.add(step.loss());
              }
            });
    assertThat(thrown.epoch()).isEqualTo(1);
    assertThat(thrown.step()).isEqualTo(losses.size() + 1);
    assertThat(losses).isNotEmpty().allSatisfy(loss -> assertThat(loss).isFinite());
    assertThat(thrown)
        .hasMessageStartingWith("epoch 1, step %d: the loss became ".formatted(thrown.step()))
        .hasMessageContaining("the first value that is not finite came out of " + thrown.layer())
        .hasMessageEndingWith(
            "The model has its weights from before epoch 1, step 1 again; try a lower learning"
                + " rate.");
    assertThat(thrown.layer()).matches("Convolution 'conv[12]'|LinearMap 'fc'|CrossEntropy");
    assertWeightsAreTheGoodOnes();
  }

  @Test
  void theLayerWithTheBadWeightIsNamed() {
    DivergedException thrown = diverge(Toy.OPTIONS, 40, plantingAfter(1, 2, "conv2.weight"));
    assertThat(thrown)
        .hasMessageStartingWith(
            "epoch 1, step 3: the loss became NaN; the first value that is not finite came out of"
                + " Convolution 'conv2'. ");
    assertThat(thrown.layer()).isEqualTo("Convolution 'conv2'");
    assertThat(thrown.step()).isEqualTo(3);
    assertWeightsAreTheGoodOnes();
  }

  @Test
  void aBadWeightBehindAllLayersIsNamedToo() {
    assertThat(diverge(Toy.OPTIONS, 40, plantingAfter(1, 1, "fc.bias")).layer())
        .isEqualTo("LinearMap 'fc'");
    assertWeightsAreTheGoodOnes();
  }

  /**
   * The weights at the start of the third epoch are newer than those that the training began with.
   */
  @Test
  void theLastGoodWeightsAreThoseOfTheEpoch() {
    TrainingListener planting = plantingAfter(3, 4, "conv1.bias");
    DivergedException thrown =
        diverge(
            Toy.OPTIONS.epochs(5),
            40,
            event -> {
              if (event instanceof EpochStarted started && started.epoch() == 3) {
                good = Toy.weights(model);
              }
              planting.on(event);
            });
    assertThat(thrown)
        .hasMessageStartingWith("epoch 3, step 5: ")
        .hasMessageContaining("from before epoch 3, step 1 again");
    assertWeightsAreTheGoodOnes();
  }

  /** In a long epoch, at most fifty steps are lost. */
  @Test
  void theLastGoodWeightsAreThoseOfTheFiftySteps() {
    TrainingListener planting = plantingAfter(1, 120, "conv1.bias");
    DivergedException thrown =
        diverge(
            Toy.OPTIONS.batchSize(1),
            130,
            event -> {
              if (event instanceof StepDone step && step.batch() == 100) {
                good = Toy.weights(model);
              }
              planting.on(event);
            });
    assertThat(thrown)
        .hasMessageStartingWith("epoch 1, step 121: ")
        .hasMessageContaining("from before epoch 1, step 101 again");
    assertWeightsAreTheGoodOnes();
  }

  /** Settings of an optimizer that note what it remembers. */
  private static final class Noting implements Optimizer.Config {
    private final Optimizer.Config config;
    private Map<String, Tensor> state = Map.of();

    Noting(Optimizer.Config config) {
      this.config = config;
    }

    @Override
    public Optimizer create(Map<String, Parameter> parameters, List<ParameterGroup> groups) {
      Optimizer made = config.create(parameters, groups);
      state = made.state();
      return made;
    }

    @Override
    public float learningRate() {
      return config.learningRate();
    }

    Map<String, float[]> values() {
      return state.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toArray()));
    }
  }

  /** Whoever goes on from the good weights does so with the momentum that led there. */
  @Test
  void theOptimizerGoesBackToo() {
    Noting noting = new Noting(Sgd.Config.of(0.01f).momentum(0.9f));
    Map<String, float[]> momentum = new HashMap<>();
    TrainingListener planting = plantingAfter(1, 60, "conv1.bias");
    TrainingListener remembering =
        event -> {
          if (event instanceof StepDone step && step.batch() == 50) {
            momentum.putAll(noting.values());
          }
          planting.on(event);
        };
    try (Trainer trainer =
        new Trainer(model, Toy.OPTIONS.batchSize(1).optimizer(noting), remembering)) {
      assertThatThrownBy(() -> trainer.train(Toy.images(70)))
          .hasMessageContaining("from before epoch 1, step 51 again");
      assertThat(momentum).isNotEmpty();
      noting
          .values()
          .forEach(
              (path, values) -> assertThat(values).as(path).containsExactly(momentum.get(path)));
    }
  }

  /** No loss follows the last step of a training, and its weights would be stored as they are. */
  @Test
  void theLastStepIsLookedAtToo() {
    DivergedException thrown =
        diverge(Toy.OPTIONS.epochs(1), 8, plantingAfter(1, 2, "conv2.weight"));
    assertThat(thrown)
        .hasMessageStartingWith(
            "epoch 1, step 2: a weight is no longer a finite number, in conv2.weight. ");
    assertThat(thrown.layer()).isEqualTo("conv2.weight");
    assertWeightsAreTheGoodOnes();
  }

  /** One step an epoch: the copy of a later epoch must not be of weights that already diverged. */
  @Test
  void weightsThatDivergeBetweenEpochsAreNotTakenForGood() {
    DivergedException thrown =
        diverge(
            Toy.OPTIONS.epochs(20).batchSize(100).optimizer(Sgd.Config.of(1e30f)), 8, event -> {});
    assertThat(thrown).hasMessageContaining("The model has its weights from before epoch ");
    Toy.weights(model)
        .forEach((path, values) -> {
          for (float value : values) {
            assertThat(value).as(path).isFinite();
          }
        });
  }

  @Test
  void weightsThatWereBadFromTheStartAreSaidToBe() {
    Toy.plantNaN(model, "conv2.weight");
    DivergedException thrown = diverge(Toy.OPTIONS, 40, event -> {});
    assertThat(thrown)
        .hasMessage(
            "epoch 1, step 1: the loss became NaN; the first value that is not finite came out of"
                + " Convolution 'conv2'. No earlier weights gave a finite loss: draw or load"
                + " others.");
    assertThat(thrown.isRestored()).isFalse();
  }

  /** Batches of one image: the copies of an uninterrupted training are due at 1, 51 and 101. */
  @Test
  void aTrainingThatGoesOnInTheMidstOfAnEpochHasGoodWeightsFromItsFirstStep(@TempDir Path folder) {
    TrainingOptions options = Toy.OPTIONS.batchSize(1);
    Path file = folder.resolve("training.safetensors");
    AtomicReference<Trainer> stopper = new AtomicReference<>();
    try (Trainer trainer =
        new Trainer(
            model,
            options,
            event -> {
              if (event instanceof StepDone step && step.batch() == 10) {
                stopper.get().stop();
              }
            })) {
      stopper.set(trainer);
      trainer.train(Toy.images(60));
      trainer.save(file, Map.of());
      remember();
    }
    try (Trainer trainer = new Trainer(model, options, plantingAfter(1, 12, "conv2.weight"))) {
      trainer.resume(Checkpoint.open(file));
      DivergedException thrown =
          Objects.requireNonNull(
              catchThrowableOfType(DivergedException.class, () -> trainer.train(Toy.images(60))));
      assertThat(thrown)
          .hasMessageStartingWith("epoch 1, step 13: ")
          .hasMessageContaining("from before epoch 1, step 11 again");
      assertThat(thrown.isRestored()).isTrue();
      assertWeightsAreTheGoodOnes();
    }
  }

  /**
   * The loss of step 51 is finite, for the rectifier hides the weight; the copy due then is not.
   */
  @Test
  void aWeightThatIsInfiniteBehindARectifierIsNeverTakenForGood() {
    TrainingListener planting =
        event -> {
          if (event instanceof StepDone step && step.batch() == 50) {
            Parameter bias = Objects.requireNonNull(model.parameters().get("conv1.bias"));
            float[] values = bias.value().toArray();
            values[0] = Float.NEGATIVE_INFINITY;
            bias.value().write(values);
          }
        };
    DivergedException thrown = diverge(Toy.OPTIONS.batchSize(1), 60, planting);
    assertThat(thrown)
        .hasMessageStartingWith("epoch 1, step 52: the loss became NaN")
        .hasMessageContaining("from before epoch 1, step 1 again");
    assertWeightsAreTheGoodOnes();
  }
}
