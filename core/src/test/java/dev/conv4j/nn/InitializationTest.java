package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** First weights: their bounds, their spread, and that a seed decides them. */
class InitializationTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    device.close();
  }

  private float[] drawn(Layer layer, String path) {
    Layers.initialize(layer, device, 17);
    Parameter parameter = Objects.requireNonNull(Layers.parameters(layer).get(path));
    return parameter.value().toArray();
  }

  /** Evenly from ±1/√fanIn: all inside, both ends nearly reached, variance bound²/3. */
  @Test
  void byDefaultEvenlyWithinOneOverTheRootOfTheFanIn() {
    Conv2d.Config grouped = Conv2d.Config.of(32, 64, 5).groups(2);
    requireEven(drawn(new Conv2d(grouped), "weight"), 16 * 25);
    requireEven(drawn(new Linear(400, 100), "weight"), 400);
    requireEven(drawn(new Linear(4, 20_000), "bias"), 4);
    requireEven(drawn(new Conv2d(1, 20_000, 2), "bias"), 4);
  }

  private static void requireEven(float[] values, int fanIn) {
    double bound = 1 / Math.sqrt(fanIn);
    double most = 0;
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
      sum += value;
      squares += (double) value * value;
    }
    int n = values.length;
    assertThat(most).isLessThanOrEqualTo((float) bound).isGreaterThan(0.998 * bound);
    assertThat(sum / n).isCloseTo(0, within(5 * bound / Math.sqrt(3.0 * n)));
    assertThat(squares / n)
        .isCloseTo(bound * bound / 3, within(5 * bound * bound * Math.sqrt(4 / 45.0 / n)));
  }

  /** Evenly from ±√(6/fanIn), biases 0: as {@code requireEven} of a sixth of the terms. */
  @Test
  void heEvenlyForLayersBeforeARectifier() {
    Conv2d layer = Conv2d.Config.of(48, 64, 5).initialization(Initialization.HE_UNIFORM).build();
    requireEven(drawn(layer, "weight"), 8 * 25);
    assertThat(drawn(layer, "bias")).containsOnly(0);
  }

  @Test
  void smallNumbersForLayersBeforeANormalisation() {
    Linear layer = Linear.Config.of(400, 100).initialization(Initialization.SMALL_NORMAL).build();
    float[] values = drawn(layer, "weight");
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    int n = values.length;
    assertThat(squares / n).isCloseTo(1e-4, within(5e-4 * Math.sqrt(2.0 / n)));
    assertThat(drawn(layer, "bias")).containsOnly(0);
  }

  /** Normally with deviation √(2/fanIn), biases 0. */
  @Test
  void heNormallyForLayersBeforeARectifier() {
    Conv2d layer = new Conv2d(Conv2d.Config.of(32, 64, 5).initialization(Initialization.HE_NORMAL));
    float[] values = drawn(layer, "weight");
    double squares = 0;
    double beyondTwoDeviations = 0;
    double deviation = Math.sqrt(2.0 / (32 * 25));
    for (float value : values) {
      squares += (double) value * value;
      beyondTwoDeviations += Math.abs(value) > 2 * deviation ? 1 : 0;
    }
    int n = values.length;
    assertThat(squares / n)
        .isCloseTo(deviation * deviation, within(5 * deviation * deviation * Math.sqrt(2.0 / n)));
    assertThat(beyondTwoDeviations / n).isCloseTo(0.0455, within(5 * Math.sqrt(0.0455 / n)));
    assertThat(drawn(layer, "bias")).containsOnly(0);
  }

  @Test
  void theSameSeedGivesTheSameWeightsOnAnyDevice() {
    try (Device reference = Devices.open("reference")) {
      Map<String, float[]> here = weights(device, 5);
      Map<String, float[]> there = weights(reference, 5);
      Map<String, float[]> other = weights(device, 6);
      assertThat(there).containsOnlyKeys(here.keySet());
      here.forEach((path, values) -> {
        assertThat(there.get(path)).containsExactly(values);
        assertThat(other.get(path)).isNotEqualTo(values);
      });
    }
  }

  @Test
  void movingAModelKeepsItsWeights() {
    try (Device reference = Devices.open("reference")) {
      Model model = lecture().initialize(device, 5);
      Map<String, float[]> before = values(model);
      assertThat(model.to(reference).device()).isSameAs(reference);
      assertThat(device.memory().use().bytesInUse()).isZero();
      values(model).forEach((path, values) -> assertThat(values).isEqualTo(before.get(path)));
      model.close();
      assertThat(reference.memory().use().bytesInUse()).isZero();
    }
  }

  @Test
  void parametersAreDrawnIndependently() {
    Sequential network = Sequential.of(new Linear(50, 50), new Linear(50, 50));
    assertThat(drawn(network, "0.weight")).doesNotContain(drawn(network, "1.weight")[0]);
  }

  private static Model lecture() {
    Shape image = Shape.of(1, 28, 28);
    List<String> labels = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    return new Model(
        "lecture", Zoo.network("lecture", image, 10), image, labels, Normalization.MNIST);
  }

  private static Map<String, float[]> weights(Device on, long seed) {
    try (Model model = lecture().initialize(on, seed)) {
      return values(model);
    }
  }

  private static Map<String, float[]> values(Model model) {
    Map<String, float[]> values = new HashMap<>();
    model.parameters().forEach((path, parameter) -> values.put(path, parameter.value().toArray()));
    return values;
  }
}
