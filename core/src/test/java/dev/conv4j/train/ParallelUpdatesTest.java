package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DeviceException;
import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.DelegatingDevice;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Exchange;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.train.TrainingEvent.StepDone;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several devices train as one does. */
class ParallelUpdatesTest {
  private final Device first = Devices.open("cpu", new DeviceOptions(1));
  private final Device second = Devices.open("cpu", new DeviceOptions(1));
  private final Device third = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    for (Device device : List.of(first, second, third)) {
      assertThat(device.memory().use().bytesInUse()).isZero();
      device.close();
    }
  }

  /** A device that is late. */
  private static final class Late extends DelegatingDevice {
    private final int millis;

    Late(Device device, int millis) {
      super(device);
      this.millis = millis;
    }

    @Override
    public Kernels kernels() {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return super.kernels();
    }
  }

  private record Left(Map<String, float[]> weights, List<StepDone> steps) {}

  private Left train(TrainingOptions options, int images, Device... others) {
    return train(first, options, images, others);
  }

  private static Left train(Device own, TrainingOptions options, int images, Device... others) {
    List<StepDone> steps = new ArrayList<>();
    try (Model model = Toy.model(own);
        Trainer trainer =
            new Trainer(
                model,
                List.of(others),
                options,
                event -> {
                  if (event instanceof StepDone step) {
                    steps.add(step);
                  }
                })) {
      trainer.train(Toy.images(images));
      return new Left(Toy.weights(model), steps);
    }
  }

  private static void requireEqual(Left expected, Left found) {
    assertThat(found.steps()).isEqualTo(expected.steps());
    expected
        .weights()
        .forEach(
            (path, values) -> assertThat(found.weights().get(path)).as(path).isEqualTo(values));
  }

  /** Of a batch of one, the second device gets nothing. */
  @ParameterizedTest
  @CsvSource({"4, 1", "3, 1", "1, 1", "5, 2", "40, 3"})
  void togetherTheyDoWhatOneDoesButForRounding(int batchSize, int accumulation) {
    TrainingOptions options =
        Toy.OPTIONS.batchSize(batchSize).update(update -> update.accumulation(accumulation));
    Left alone = train(options, 40);
    for (Left together : List.of(train(options, 40, second), train(options, 40, second, third))) {
      assertThat(together.steps()).hasSameSizeAs(alone.steps());
      for (int i = 0; i < alone.steps().size(); i++) {
        StepDone one = alone.steps().get(i);
        StepDone several = together.steps().get(i);
        assertThat(several.loss()).isCloseTo(one.loss(), within(1e-4));
        assertThat(several.accuracy()).isCloseTo(one.accuracy(), within(0.03));
        assertThat(several.size()).isEqualTo(one.size());
      }
      alone
          .weights()
          .forEach((path, values) ->
              assertThat(together.weights().get(path))
                  .as(path)
                  .usingComparatorWithPrecision(1e-4f)
                  .containsExactly(values));
    }
  }

  @Test
  void whoeverIsReadyFirstTheBitsAreTheSame() {
    TrainingOptions options = Toy.OPTIONS.epochs(1);
    Left expected = train(options, 16, second, third);
    requireEqual(expected, train(options, 16, new Late(second, 2), third));
    requireEqual(expected, train(options, 16, second, new Late(third, 2)));
    requireEqual(expected, train(new Late(first, 2), options, 16, second, third));
  }

  /** What devices carry to each other comes to the same as what goes through the host. */
  @Test
  void anExchangeChangesNothing() {
    TrainingOptions options = Toy.OPTIONS.epochs(1).batchSize(3);
    Left expected = train(options, 16, second, third);
    ExchangingDevice exchanging = new ExchangingDevice(first);
    Left found = train(exchanging, options, 16, second, third);
    requireEqual(expected, found);
    assertThat(exchanging.carried).isGreaterThan(2 * expected.weights().size());
    assertThat(exchanging.open).isZero();
    try (Model model = Toy.model(exchanging);
        Trainer trainer = new Trainer(model, List.of(second), options)) {
      trainer.train(Toy.images(3));
      assertThat(trainer.manner())
          .isEqualTo("batches are shared out among 2 devices, which exchange by hand");
    }
  }

  @Test
  void anExchangeThatFailsLeavesTheWayThroughTheHost() {
    Device refusing =
        new DelegatingDevice(first) {
          @Override
          public Optional<Exchange> exchange(List<Device> others) {
            throw new DeviceException("cuda:0", "peers", "NCCL refused", "");
          }
        };
    TrainingOptions options = Toy.OPTIONS.epochs(1).batchSize(3);
    requireEqual(train(options, 16, second), train(refusing, options, 16, second));
    try (Model model = Toy.model(refusing);
        Trainer trainer = new Trainer(model, List.of(second), options)) {
      trainer.train(Toy.images(3));
      assertThat(trainer.manner())
          .startsWith("batches are shared out among 2 devices, which exchange through the host's")
          .contains("NCCL refused");
    }
  }

  /** The second device's part makes a difference: it is not simply left out. */
  @Test
  void allPartsCount() {
    TrainingOptions options = Toy.OPTIONS.epochs(1).batchSize(2);
    Map<String, float[]> together = train(options, 2, second).weights();
    Map<String, float[]> alone = train(options, 2).weights();
    Map<String, float[]> half = train(options.batchSize(1), 1).weights();
    assertThat(together.get("fc.bias"))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(alone.get("fc.bias"));
    assertThat(together.get("fc.bias")).isNotEqualTo(half.get("fc.bias"));
  }

  /** Where the devices' parts are alike, so are their statistics, which then are those of all. */
  @Test
  void batchNormTakesTheStatisticsOfItsPart() {
    byte[] twice = new byte[2 * Toy.IMAGE.intCount()];
    for (int i = 0; i < twice.length; i++) {
      twice[i] = (byte) (37 * (i % Toy.IMAGE.intCount()));
    }
    Dataset images = new ByteImages(Toy.IMAGE, Toy.LABELS, twice, new byte[2]);
    Map<String, float[]> alone = trainNormalized(images);
    Map<String, float[]> together = trainNormalized(images, second);
    assertThat(together.keySet()).isEqualTo(alone.keySet());
    alone.keySet().stream()
        .filter(path -> !path.endsWith("running_var"))
        .forEach(path ->
            assertThat(together.get(path))
                .as(path)
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(alone.get(path)));
  }

  private Map<String, float[]> trainNormalized(Dataset images, Device... others) {
    Sequential network =
        Sequential.builder()
            .add("conv", new Conv2d(1, 4, 3))
            .add("norm", new BatchNorm2d(4))
            .add("flatten", new Flatten())
            .add("fc", new Linear(64, 3))
            .build();
    Normalization none = Normalization.none(1);
    TrainingOptions options = Toy.OPTIONS.batchSize(2).epochs(5);
    try (Model model =
            new Model("normalized", network, Toy.IMAGE, Toy.LABELS, none).initialize(first, 7);
        Trainer trainer = new Trainer(model, List.of(others), options)) {
      trainer.train(images);
      return Toy.weights(model);
    }
  }

  @Test
  void aDivergenceIsFoundOnAnyDeviceAndUndone() {
    TrainingOptions absurd = Toy.OPTIONS.optimizer(Sgd.Config.of(1e30f));
    try (Model model = Toy.model(first);
        Trainer trainer = new Trainer(model, List.of(second), absurd)) {
      Map<String, float[]> before = Toy.weights(model);
      DivergedException thrown =
          Objects.requireNonNull(
              catchThrowableOfType(DivergedException.class, () -> trainer.train(Toy.images(40))));
      assertThat(thrown.layer()).matches("Convolution 'conv[12]'|LinearMap 'fc'|CrossEntropy");
      Toy.weights(model)
          .forEach((path, values) -> assertThat(values).as(path).isEqualTo(before.get(path)));
    }
  }

  @Test
  void whatIsFrozenStays() {
    try (Model model = Toy.model(first);
        Trainer trainer = new Trainer(model, List.of(second), Toy.OPTIONS)) {
      Objects.requireNonNull(model.parameters().get("conv1.weight")).setTrainable(false);
      Map<String, float[]> before = Toy.weights(model);
      trainer.train(Toy.images(20));
      Map<String, float[]> after = Toy.weights(model);
      assertThat(after.get("conv1.weight")).isEqualTo(before.get("conv1.weight"));
      assertThat(after.get("conv2.weight")).isNotEqualTo(before.get("conv2.weight"));
    }
  }

  @Test
  void aDeviceThatWasClosedIsNamedAndTheOthersGoOn() {
    Device gone = Devices.open("cpu", new DeviceOptions(1));
    gone.close();
    try (Model model = Toy.model(first)) {
      try (Trainer trainer = new Trainer(model, List.of(second, gone), Toy.OPTIONS)) {
        assertThatThrownBy(() -> trainer.train(Toy.images(20)))
            .isInstanceOf(DeviceException.class)
            .hasMessageContaining("one that was closed");
      }
      assertThat(second.memory().use().bytesInUse()).isZero();
      try (Trainer trainer = new Trainer(model, List.of(second), Toy.OPTIONS)) {
        assertThat(trainer.train(Toy.images(20))).hasSize(2);
      }
    }
  }
}
