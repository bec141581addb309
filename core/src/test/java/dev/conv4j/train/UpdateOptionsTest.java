package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.Conv4jException;
import dev.conv4j.data.Dataset;
import dev.conv4j.io.ModelFile;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Adam;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.ParameterGroup;
import dev.conv4j.optim.RmsProp;
import dev.conv4j.optim.Schedule;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.train.TrainingEvent.StepDone;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each way to change the weights does in a whole training. */
class UpdateOptionsTest {
  private static final Dataset IMAGES = Toy.images(18);

  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  @TempDir private Path folder;

  @AfterEach
  void close() {
    assertThat(device.memory().use().bytesInUse()).isZero();
    device.close();
  }

  private Map<String, float[]> trained(TrainingOptions options) {
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, options)) {
      trainer.train(IMAGES);
      return Toy.weights(model);
    }
  }

  private static void assertClose(
      Map<String, float[]> found, Map<String, float[]> expected, double within) {
    expected.forEach((path, values) -> {
      float[] others = Objects.requireNonNull(found.get(path));
      for (int i = 0; i < values.length; i++) {
        assertThat(others[i]).as(path).isCloseTo(values[i], within((float) within));
      }
    });
  }

  private static boolean same(Map<String, float[]> found, Map<String, float[]> expected) {
    return expected.entrySet().stream()
        .allMatch(entry -> Arrays.equals(entry.getValue(), found.get(entry.getKey())));
  }

  /** 18 images: batches of 4 in updates of two are 8, 8 and 2 images, as batches of 8 are. */
  @Test
  void accumulatedBatchesAreAsOneLargeBatch() {
    Map<String, float[]> large = trained(Toy.OPTIONS.batchSize(8));
    assertClose(
        trained(Toy.OPTIONS.batchSize(4).update(update -> update.accumulation(2))), large, 1e-5);
    assertThat(same(trained(Toy.OPTIONS.batchSize(4)), large)).isFalse();
  }

  @Test
  void theScheduleSetsTheRate() {
    Schedule half = new Schedule.Steps(1, 0.5);
    Map<String, float[]> second =
        trained(Toy.OPTIONS.epochs(1).optimizer(Sgd.Config.of(0.1f)).update(u -> u.schedule(half)));
    assertThat(same(second, trained(Toy.OPTIONS.epochs(1).optimizer(Sgd.Config.of(0.1f)))))
        .as("the rate of the first epoch is the full one")
        .isTrue();
    Schedule tiny = new Schedule.WarmUp(1e6, new Schedule.Constant());
    Map<String, float[]> hardly = trained(Toy.OPTIONS.update(update -> update.schedule(tiny)));
    try (Model model = Toy.model(device)) {
      assertClose(hardly, Toy.weights(model), 1e-4);
    }
  }

  @Test
  void clippingBoundsTheSteps() {
    Clipping clipping = new Clipping.Norm(1e-6f);
    Map<String, float[]> hardly = trained(Toy.OPTIONS.update(update -> update.clipping(clipping)));
    try (Model model = Toy.model(device)) {
      assertClose(hardly, Toy.weights(model), 1e-5);
    }
  }

  @Test
  void aGroupHasARateOfItsOwn() {
    ParameterGroup still = ParameterGroup.withRateFactor("conv1.*", 0);
    Map<String, float[]> found = trained(Toy.OPTIONS.update(update -> update.groups(still)));
    try (Model model = Toy.model(device)) {
      Map<String, float[]> before = Toy.weights(model);
      assertThat(found.get("conv1.weight")).containsExactly(before.get("conv1.weight"));
      assertThat(found.get("conv2.weight")).isNotEqualTo(before.get("conv2.weight"));
    }
  }

  @Test
  void aGroupThatFitsNothingIsRefused() {
    ParameterGroup nothing = ParameterGroup.withoutDecay("nosuch.*");
    assertThatThrownBy(() -> trained(Toy.OPTIONS.update(update -> update.groups(nothing))))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("'nosuch.*'");
  }

  static Stream<UnaryOperator<UpdateOptions>> everyWay() {
    return Stream.of(
        update -> update.optimizer(Adam.Config.adamW(0.01f)),
        update -> update.optimizer(RmsProp.Config.of(0.001f).momentum(0.5f).withCentring()),
        update -> update.schedule(new Schedule.WarmUp(0.5, new Schedule.OneCycle())),
        update -> update.schedule(new Schedule.ReduceOnPlateau(0.5, 0, 0)),
        update -> update.clipping(new Clipping.Norm(0.1f)),
        update -> update.accumulation(2),
        update -> update.averageDecay(0.9f),
        update -> update.frozen("**", "!conv2.*"));
  }

  /** After each update of four epochs in turn. */
  @ParameterizedTest
  @MethodSource("everyWay")
  void goesOnToTheSameBits(UnaryOperator<UpdateOptions> way) {
    TrainingOptions options = Toy.OPTIONS.epochs(4).batchSize(3).update(way);
    Map<String, float[]> whole = trained(options);
    for (int steps : List.of(1, 4, 6, 13, 24)) {
      Path file = folder.resolve("training.safetensors");
      stopped(options, steps, file);
      Checkpoint checkpoint = Checkpoint.open(file);
      try (Model model = checkpoint.model(device);
          Trainer trainer = new Trainer(model, options)) {
        trainer.resume(checkpoint);
        trainer.train(IMAGES);
        assertThat(same(Toy.weights(model), whole)).as("after %d steps", steps).isTrue();
      }
    }
  }

  private void stopped(TrainingOptions options, int steps, Path file) {
    AtomicReference<Trainer> stopper = new AtomicReference<>();
    int[] done = {0};
    TrainingListener stopping =
        event -> {
          if (event instanceof StepDone && ++done[0] == steps) {
            stopper.get().stop();
          }
        };
    try (Model model = Toy.model(device);
        Trainer trainer = new Trainer(model, options, stopping)) {
      stopper.set(trainer);
      trainer.train(IMAGES);
      trainer.save(file, Map.of());
      assertThat(ModelFile.weightsSha256(model)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void accumulationThatMakesNoSenseIsRefused(int batches) {
    assertThatThrownBy(() -> Toy.OPTIONS.update().accumulation(batches))
        .isInstanceOf(Conv4jException.class)
        .hasMessage("batches of an update: expected 1 or more but got " + batches + ".");
  }

  @ParameterizedTest
  @ValueSource(floats = {1, -0.1f, 2, Float.NaN})
  void averagesThatMakeNoSenseAreRefused(float decay) {
    assertThatThrownBy(() -> Toy.OPTIONS.update().averageDecay(decay))
        .isInstanceOf(Conv4jException.class)
        .hasMessageStartingWith("decay of the average: expected 0 or more and less than 1");
  }

  @Test
  void eachChangeChangesOneThing() {
    Optimizer.Config adam = Adam.Config.adam(1);
    Schedule cosine = new Schedule.Cosine(0);
    Clipping clipping = new Clipping.Value(1);
    ParameterGroup group = ParameterGroup.withoutDecay("**.bias");
    UpdateOptions changed =
        UpdateOptions.of(Sgd.Config.of(1))
            .optimizer(adam)
            .schedule(cosine)
            .clipping(clipping)
            .groups(group)
            .frozen("conv1.*")
            .accumulation(2)
            .averageDecay(0.5f);
    assertThat(changed)
        .isEqualTo(
            new UpdateOptions(adam, cosine, clipping, List.of(group), List.of("conv1.*"), 2, 0.5f));
  }
}
