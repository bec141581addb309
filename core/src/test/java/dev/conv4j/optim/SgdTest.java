package dev.conv4j.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.MeanSquaredError;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * SGD against PyTorch's definition, worked out here in float64. The gradient of the mean of squares
 * of n values is 2/n times the values, so that weights and gradients are known all the way.
 */
class SgdTest {
  private static final int N = 37;
  private static final int STEPS = 25;

  private static Device open(String device) {
    return Devices.open(device, new DeviceOptions(1));
  }

  private static Parameter parameter(Device device, float... values) {
    Parameter parameter = new Parameter("weight", Shape.of(values.length), Initializer.constant(0));
    parameter.set(device, values);
    return parameter;
  }

  private static float[] start() {
    RandomStream random = new RandomStream(9, Purpose.SPLIT, 0, 0);
    float[] values = new float[N];
    for (int i = 0; i < N; i++) {
      values[i] = random.nextFloat(-1, 1);
    }
    return values;
  }

  private static void step(Parameter parameter, Device device, Sgd sgd) {
    Shape shape = parameter.shape();
    try (Tensor zero = Tensor.zeros(device, shape);
        Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      pass.backward(new MeanSquaredError().apply(pass.use(parameter), zero, pass), gradients);
      sgd.step(gradients);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, 0, false, 0",
    "cpu, 0, false, 0.1",
    "cpu, 0.9, false, 0",
    "cpu, 0.5, false, 0.1",
    "cpu, 0.9, true, 0",
    "cpu, 0.5, true, 0.1",
    "reference, 0.9, false, 0.1",
    "reference, 0.9, true, 0.1"
  })
  void followsItsDefinition(String name, float momentum, boolean nesterov, float weightDecay) {
    float rate = 0.7f;
    try (Device device = open(name);
        Parameter parameter = parameter(device, start());
        Sgd sgd =
            new Sgd.Config(rate, momentum, nesterov, weightDecay)
                .create(Map.of("weight", parameter))) {
      double[] p = parameter.value().toDoubleArray();
      double[] v = new double[N];
      for (int step = 0; step < STEPS; step++) {
        step(parameter, device, sgd);
        for (int i = 0; i < N; i++) {
          double g = 2 * p[i] / N + weightDecay * p[i];
          v[i] = momentum * v[i] + g;
          p[i] -= rate * (nesterov ? g + momentum * v[i] : v[i]);
        }
      }
      double[] values = parameter.value().toDoubleArray();
      // A float step rounds five times, by less than 2⁻²⁴ each; momentum 0.9 carries it on tenfold.
      double tolerance = name.equals("cpu") ? STEPS * 50 * 0x1p-24 : 1e-7;
      for (int i = 0; i < N; i++) {
        assertThat(values[i]).isCloseTo(p[i], within(tolerance));
      }
      assertThat(Math.abs(p[0])).isLessThan(Math.abs(start()[0]));
    }
  }

  @Test
  void aFrozenParameterStaysWithAllItsBits() {
    try (Device device = open("cpu");
        Parameter parameter = parameter(device, start());
        Sgd sgd =
            Sgd.Config.of(0.1f)
                .momentum(0.9f)
                .weightDecay(0.1f)
                .create(Map.of("weight", parameter))) {
      parameter.setTrainable(false);
      step(parameter, device, sgd);
      assertThat(parameter.value().toArray()).containsExactly(start());
    }
  }

  @Test
  void theRateCanChangeFromStepToStep() {
    try (Device device = open("cpu");
        Parameter parameter = parameter(device, 1);
        Sgd sgd = Sgd.Config.of(0.25f).create(Map.of("weight", parameter))) {
      assertThat(sgd.learningRate()).isEqualTo(0.25f);
      step(parameter, device, sgd);
      assertThat(parameter.value().item()).isEqualTo(0.5f);
      sgd.setLearningRate(0);
      step(parameter, device, sgd);
      assertThat(parameter.value().item()).isEqualTo(0.5f);
      sgd.setLearningRate(0.125f);
      step(parameter, device, sgd);
      assertThat(parameter.value().item()).isEqualTo(0.375f);
    }
  }

  /** Saved and put back, the state makes the next step the same, bit for bit. */
  @Test
  void theStateIsAllThatItRemembers() {
    Sgd.Config config = Sgd.Config.of(0.1f).momentum(0.9f).withNesterov();
    try (Device device = open("cpu");
        Parameter parameter = parameter(device, start());
        Sgd sgd = config.create(Map.of("weight", parameter));
        Parameter copy = parameter(device, start());
        Sgd restored = config.create(Map.of("weight", copy))) {
      step(parameter, device, sgd);
      copy.value().write(parameter.value().toArray());
      sgd.state()
          .forEach((name, tensor) ->
              Objects.requireNonNull(restored.state().get(name)).write(tensor.toArray()));
      step(parameter, device, sgd);
      step(copy, device, restored);
      assertThat(copy.value().toArray()).containsExactly(parameter.value().toArray());
    }
  }

  @Test
  void theStateIsNamedAndOrderedAsTheParameters() {
    try (Device device = open("cpu")) {
      Map<String, Parameter> parameters = new LinkedHashMap<>();
      for (String path : new String[] {"stem.weight", "b.bias", "a.weight", "0.weight"}) {
        parameters.put(path, parameter(device, 1));
      }
      try (Sgd sgd = Sgd.Config.of(0.1f).momentum(0.5f).create(parameters);
          Sgd plain = Sgd.Config.of(0.1f).create(parameters)) {
        assertThat(sgd.state().keySet())
            .containsExactly(
                "stem.weight.velocity",
                "b.bias.velocity",
                "a.weight.velocity",
                "0.weight.velocity");
        assertThat(plain.state()).isEmpty();
      }
      assertThat(device.memory().use().bytesInUse()).isEqualTo(4L * 4);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0, -0.1f, Float.NaN, Float.POSITIVE_INFINITY})
  void aRateThatIsNotPositiveIsRefused(float rate) {
    assertThatThrownBy(() -> Sgd.Config.of(rate))
        .isInstanceOf(Conv4jException.class)
        .hasMessage("learning rate: expected a positive number but got " + rate + ".");
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, Float.NaN, Float.NEGATIVE_INFINITY})
  void aRateThatIsNoNumberCannotBeSetLater(float rate) {
    try (Device device = open("cpu");
        Parameter parameter = parameter(device, 1);
        Sgd sgd = Sgd.Config.of(0.25f).create(Map.of("weight", parameter))) {
      assertThatThrownBy(() -> sgd.setLearningRate(rate))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("learning rate: expected 0 or more but got " + rate);
      assertThat(sgd.learningRate()).isEqualTo(0.25f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-0.1, false, 0, momentum",
    "1, false, 0, momentum",
    "NaN, false, 0, momentum",
    "0, true, 0, momentum",
    "0.5, false, -1, weight decay",
    "0.5, false, NaN, weight decay",
    "0.5, false, Infinity, weight decay"
  })
  void otherSettingsThatMakeNoSenseAreRefused(
      float momentum, boolean nesterov, float weightDecay, String named) {
    assertThatThrownBy(() -> new Sgd.Config(0.1f, momentum, nesterov, weightDecay))
        .isInstanceOf(Conv4jException.class)
        .hasMessageStartingWith(named + ": expected ");
  }
}
