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
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Optimizers on one weight whose loss is its square, so that its gradient is twice the weight, held
 * to their definitions worked out in float64; groups, clipping and averages.
 */
class OptimizersTest {
  private static final int STEPS = 30;
  private static final float RATE = 0.05f;

  private final Device device = Devices.open("cpu");
  private final Gradients gradients = new Gradients(device);

  @AfterEach
  void close() {
    gradients.close();
    device.close();
  }

  private Parameter weight(float value) {
    Parameter parameter = new Parameter("weight", Shape.of(1), Initializer.constant(0));
    parameter.set(device, value);
    return parameter;
  }

  private void differentiate(Parameter... parameters) {
    gradients.clear();
    for (Parameter parameter : parameters) {
      try (Tensor zero = Tensor.zeros(device, parameter.shape());
          Pass pass = Pass.training(device)) {
        pass.backward(new MeanSquaredError().apply(pass.use(parameter), zero, pass), gradients);
      }
    }
  }

  private void step(Optimizer optimizer, Parameter... parameters) {
    differentiate(parameters);
    optimizer.step(gradients);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void adamFollowsItsDefinition(boolean decoupled) {
    Adam.Config config = new Adam.Config(RATE, 0.9f, 0.99f, 1e-3f, 0.1f, decoupled);
    try (Parameter weight = weight(1);
        Adam adam = config.create(Map.of("w", weight), List.of())) {
      double p = 1;
      double m = 0;
      double s = 0;
      for (int t = 1; t <= STEPS; t++) {
        step(adam, weight);
        double g = 2 * p + (decoupled ? 0 : 0.1f * p);
        p -= decoupled ? RATE * 0.1f * p : 0;
        m = 0.9f * m + (1 - 0.9f) * g;
        s = 0.99f * s + (1 - 0.99f) * g * g;
        double root = Math.sqrt(s) / Math.sqrt(1 - Math.pow(0.99f, t)) + 1e-3f;
        p -= RATE / (1 - Math.pow(0.9f, t)) * m / root;
      }
      assertThat((double) weight.value().item()).isCloseTo(p, within(2e-5));
      assertThat(p).isLessThan(0.5);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rmsPropFollowsItsDefinition(boolean centred) {
    RmsProp.Config config = new RmsProp.Config(0.01f, 0.9f, 1e-3f, 0.5f, centred, 0.1f);
    try (Parameter weight = weight(1);
        RmsProp optimizer = config.create(Map.of("w", weight), List.of())) {
      double p = 1;
      double s = 0;
      double a = 0;
      double v = 0;
      for (int t = 0; t < STEPS; t++) {
        step(optimizer, weight);
        double g = 2 * p + 0.1f * p;
        s = 0.9f * s + (1 - 0.9f) * g * g;
        a = 0.9f * a + (1 - 0.9f) * g;
        v = 0.5 * v + g / (Math.sqrt(centred ? s - a * a : s) + 1e-3f);
        p -= 0.01f * v;
      }
      assertThat((double) weight.value().item()).isCloseTo(p, within(1e-4));
      assertThat(p).isLessThan(0.9);
    }
  }

  /** Saved and put back, the state makes the next steps the same, bit for bit. */
  @Test
  void theStateIsAllThatAnOptimizerRemembers() {
    List<Optimizer.Config> configs =
        List.of(Adam.Config.adamW(RATE), RmsProp.Config.of(RATE).momentum(0.9f).withCentring());
    for (Optimizer.Config config : configs) {
      try (Parameter weight = weight(1);
          Optimizer first = config.create(Map.of("w", weight));
          Parameter copy = weight(0);
          Optimizer second = config.create(Map.of("w", copy))) {
        step(first, weight);
        step(first, weight);
        copy.value().write(weight.value().toArray());
        first
            .state()
            .forEach((name, tensor) ->
                Objects.requireNonNull(second.state().get(name)).write(tensor.toArray()));
        second.stateRestored();
        for (int i = 0; i < 3; i++) {
          step(first, weight);
          step(second, copy);
        }
        assertThat(copy.value().item()).isEqualTo(weight.value().item());
      }
    }
  }

  @Test
  void groupsHaveRatesAndDecaysOfTheirOwn() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (String path : List.of("features.0.weight", "features.0.bias", "fc.weight", "fc.bias")) {
      parameters.put(path, weight(1));
    }
    List<ParameterGroup> groups =
        List.of(
            ParameterGroup.withRateFactor("features.**", 0.5f),
            ParameterGroup.withoutDecay("*.bias"));
    Sgd.Config config = Sgd.Config.of(0.125f).weightDecay(1);
    try (Sgd sgd = config.create(parameters, groups)) {
      step(sgd, parameters.values().toArray(Parameter[]::new));
      // The gradient is 2, with the decay 3.
      assertThat(parameters.values().stream().map(each -> each.value().item()))
          .containsExactly(1 - 0.0625f * 3, 1 - 0.0625f * 3, 1 - 0.125f * 3, 1 - 0.125f * 2);
    }
    assertThatThrownBy(
            () -> config.create(parameters, List.of(ParameterGroup.withoutDecay("*.bais"))))
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("*.bais");
    parameters.values().forEach(Parameter::close);
  }

  @Test
  void patternsOfGroupsKnowDots() {
    assertThat(ParameterGroup.withoutDecay("*.bias").has("fc.bias")).isTrue();
    assertThat(ParameterGroup.withoutDecay("*.bias").has("a.fc.bias")).isFalse();
    assertThat(ParameterGroup.withoutDecay("**.bias").has("a.fc.bias")).isTrue();
    assertThat(ParameterGroup.withoutDecay("f?.bias").has("fc.bias")).isFalse();
    assertThat(ParameterGroup.withoutDecay("layer*.0.w").has("layer12.0.w")).isTrue();
  }

  @Test
  void gradientsAreClippedTogetherOrOneByOne() {
    try (Parameter three = weight(1.5f);
        Parameter four = weight(2);
        Tensor squares = Tensor.zeros(device, Shape.SCALAR)) {
      List<Parameter> both = List.of(three, four);
      differentiate(three, four);
      new Clipping.Norm(1).apply(gradients, both, squares);
      assertThat(gradients.of(three).item()).isCloseTo(0.6f, within(1e-6f));
      assertThat(gradients.of(four).item()).isCloseTo(0.8f, within(1e-6f));
      differentiate(three, four);
      new Clipping.Norm(6).apply(gradients, both, squares);
      assertThat(gradients.of(four).item()).isEqualTo(4);
      new Clipping.Value(3.5f).apply(gradients, both, squares);
      assertThat(gradients.of(three).item()).isEqualTo(3);
      assertThat(gradients.of(four).item()).isEqualTo(3.5f);
      new Clipping.None().apply(gradients, both, squares);
      assertThat(gradients.of(four).item()).isEqualTo(3.5f);
    }
  }

  private static float averaged(WeightAverage average, Parameter weight) {
    float own = weight.value().item();
    float averaged;
    try (WeightAverage.Swap _ = average.swap()) {
      averaged = weight.value().item();
    }
    assertThat(weight.value().item()).isEqualTo(own);
    return averaged;
  }

  @Test
  void anAverageFollowsTheWeightsAndCanTakeTheirPlace() {
    try (Parameter weight = weight(1);
        WeightAverage average = new WeightAverage(Map.of("w", weight), 0.75f)) {
      assertThat(averaged(average, weight)).isEqualTo(1);
      weight.value().write(5f);
      average.update();
      assertThat(averaged(average, weight)).as("the first weights have no part").isEqualTo(5);
      weight.value().write(9f);
      average.update();
      assertThat(averaged(average, weight)).isCloseTo((3 * 5 + 4 * 9) / 7f, within(1e-6f));
      try (WeightAverage.Swap _ = average.swap()) {
        assertThatThrownBy(average::update).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(average::swap).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(device.memory().use().bytesInUse()).isZero();
  }
}
