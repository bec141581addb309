package dev.conv4j.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.DeviceException;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a pass, and where gradients go. */
class PassTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final Parameter weight = parameter("weight", Shape.of(1, 2), 3, 5);
  private final Gradients gradients = new Gradients(device);

  @AfterEach
  void close() {
    device.close();
  }

  private Parameter parameter(String name, Shape shape, float... values) {
    Parameter parameter = new Parameter(name, shape, Initializer.constant(0));
    parameter.set(device, values);
    return parameter;
  }

  private Tensor row(float... values) {
    return Tensor.of(device, Shape.of(1, values.length), values);
  }

  /** {@code (x · w)²}. */
  private Tensor squared(Tensor x, Tensor zero, Pass pass) {
    Tensor y = new LinearMap().apply(x, pass.use(weight), null, pass);
    return new MeanSquaredError().apply(y, zero, pass);
  }

  @Test
  void whatAPassComputesDiesWithIt() {
    try (Tensor x = row(-1, 2)) {
      Tensor y;
      Tensor kept;
      try (Pass pass = Pass.inference(device)) {
        try (Pass.Scope _ = pass.enter("stem");
            Pass.Scope _ = pass.enter("relu1")) {
          y = new Rectification().apply(x, pass);
        }
        kept = new Rectification().apply(x, pass).keep();
      }
      assertThatThrownBy(y::toArray)
          .isInstanceOf(DeviceException.class)
          .hasMessageStartingWith("stem.relu1: ")
          .hasMessageContaining("whose pass was closed");
      assertThat(kept.toArray()).containsExactly(0, 2);
      kept.close();
      assertThat(x.toArray()).containsExactly(-1, 2);
    }
  }

  @Test
  void outsideAnyLayerTheOperationNamesTheTensor() {
    try (Tensor x = row(-1, 2)) {
      Tensor y;
      try (Pass pass = Pass.inference(device)) {
        y = new Rectification().apply(x, pass);
      }
      assertThatThrownBy(y::item)
          .isInstanceOf(Conv4jException.class)
          .hasMessageStartingWith("Rectification: ");
    }
  }

  @Test
  void aClosedPassComputesNothing() {
    Pass pass = Pass.training(device);
    pass.close();
    pass.close();
    try (Tensor x = row(-1, 2)) {
      assertThatThrownBy(() -> new Rectification().apply(x, pass))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("expected an open pass");
    }
  }

  @Test
  void releasingFreesMemoryOnlyWhereNothingIsRecorded() {
    try (Tensor x = row(-1, 2)) {
      long before = device.memory().use().bytesInUse();
      try (Pass pass = Pass.inference(device)) {
        pass.release(new Rectification().apply(x, pass));
        assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
        Tensor kept = new Rectification().apply(x, pass).keep();
        pass.release(kept);
        assertThat(kept.toArray()).containsExactly(0, 2);
        kept.close();
      }
      try (Pass pass = Pass.traced(device)) {
        pass.release(new Rectification().apply(x, pass));
        assertThat(pass.trace().steps().getFirst().output().toArray()).containsExactly(0, 2);
      }
      assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
    }
  }

  @Test
  void aTensorOfAnotherDeviceIsRefusedNamingBoth() {
    try (Device other = Devices.open("reference");
        Tensor x = Tensor.of(other, Shape.of(1), 1);
        Pass pass = Pass.inference(device);
        Pass.Scope _ = pass.enter("relu1")) {
      assertThatThrownBy(() -> new Rectification().apply(x, pass))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("Rectification 'relu1'")
          .hasMessageContaining("on cpu")
          .hasMessageContaining("on reference")
          .hasMessageContaining("model.to(device)");
    }
  }

  /** d/dw (x·w)² = 2 (x·w) x, with x·w = 1·3 + 2·5 = 13. */
  @Test
  void gradientsAddUpOverPassesUntilTheyAreCleared() {
    try (Tensor x = row(1, 2);
        Tensor zero = row(0)) {
      for (int passes = 1; passes <= 3; passes++) {
        goBack(x, zero);
        assertThat(gradients.of(weight).toArray()).containsExactly(26 * passes, 52 * passes);
      }
      gradients.clear();
      assertThat(gradients.has(weight)).isFalse();
      goBack(x, zero);
      assertThat(gradients.of(weight).toArray()).containsExactly(26, 52);
    }
  }

  private void goBack(Tensor x, Tensor zero) {
    try (Pass pass = Pass.training(device)) {
      pass.backward(squared(x, zero, pass), gradients);
    }
  }

  @Test
  void aFrozenParameterHasNoGradient() {
    weight.setTrainable(false);
    try (Tensor x = row(1, 2);
        Tensor zero = row(0)) {
      goBack(x, zero);
      assertThat(gradients.has(weight)).isFalse();
      assertThatThrownBy(() -> gradients.of(weight))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("parameter 'weight': it has no gradient. It is frozen");
      weight.setTrainable(true);
      goBack(x, zero);
      assertThat(gradients.has(weight)).isTrue();
    }
  }

  @Test
  void theSameTensorOnBothSidesGetsBothGradients() {
    try (Tensor x = row(1, 2);
        Tensor zero = row(0);
        Pass pass = Pass.training(device)) {
      Tensor y = new LinearMap().apply(x, pass.use(weight), null, pass);
      Tensor doubled = new Addition().apply(y, y, pass);
      pass.backward(new MeanSquaredError().apply(doubled, zero, pass), gradients);
      assertThat(gradients.of(weight).toArray()).containsExactly(4 * 26, 4 * 52);
    }
  }

  @Test
  void goingBackAsksForATrainingPassAScalarAndNoSecondTime() {
    try (Tensor x = row(1, 2);
        Tensor zero = row(0);
        Pass pass = Pass.training(device);
        Pass traced = Pass.traced(device)) {
      Tensor y = new Rectification().apply(x, pass);
      assertThatThrownBy(() -> pass.backward(y, gradients))
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("a scalar loss but got [1, 2]");
      Tensor foreign = squared(x, zero, traced);
      assertThatThrownBy(() -> pass.backward(foreign, gradients))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("the loss comes from elsewhere");
      Tensor loss = squared(x, zero, pass);
      pass.backward(loss, gradients);
      assertThatThrownBy(() -> pass.backward(loss, gradients))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("went back already");
      Tensor tracedLoss = squared(x, zero, traced);
      assertThatThrownBy(() -> traced.backward(tracedLoss, gradients))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("records no gradients");
    }
  }

  @Test
  void onceWarmAStepAsksForNoMemory() {
    try (Tensor x = row(1, 2);
        Tensor zero = row(0)) {
      goBack(x, zero);
      gradients.clear();
      try (Pass pass = Pass.training(device)) {
        pass.backward(squared(x, zero, pass), gradients);
        assertThat(pass.accounting()).isEqualTo(new Pass.Accounting(2, 8, 0));
      }
    }
  }

  @Test
  void everythingComesBackToTheDevice() {
    long before = device.memory().use().bytesInUse();
    try (Tensor x = row(1, 2);
        Tensor zero = row(0)) {
      goBack(x, zero);
    }
    gradients.close();
    assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
    weight.close();
    assertThat(device.memory().use().bytesInUse()).isZero();
  }

  @Test
  void theTraceTellsWhatHappenedInOrder() {
    try (Tensor x = row(1, 2);
        Tensor zero = row(0);
        Pass pass = Pass.traced(device)) {
      Tensor loss;
      try (Pass.Scope _ = pass.enter("fc")) {
        loss = squared(x, zero, pass);
      }
      new Reshaping(Shape.of(1, 1)).apply(loss, pass);
      assertThat(pass.trace().steps())
          .extracting(Trace.Step::describe)
          .containsExactly("LinearMap 'fc'", "MeanSquaredError 'fc'", "Reshaping");
      assertThat(pass.trace().steps().get(0).inputs()).containsExactly(x, weight.value());
      assertThat(pass.trace().steps().get(1).output()).isSameAs(loss);
    }
  }

  @Test
  void aParameterWithoutValueSaysHowToGiveItOne() {
    Parameter empty = new Parameter("bias", Shape.of(2), Initializer.constant(0));
    assertThat(empty.hasValue()).isFalse();
    assertThatThrownBy(empty::value)
        .isInstanceOf(Conv4jException.class)
        .hasMessageContaining("parameter 'bias' [2]: it has no value yet")
        .hasMessageContaining("initialize");
    assertThatThrownBy(() -> empty.set(device, 1, 2, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("expected 2 values for shape [2] but got 3");
    assertThat(empty.hasValue()).isFalse();
  }

  @Test
  void aStatisticBecomesWhatWasProposedWhenThePassIsCommitted() {
    Parameter statistic = Parameter.statistic("running", Shape.of(1, 2), Initializer.constant(0));
    statistic.set(device, 1, 2);
    try (Tensor x = row(-1, 7);
        Pass pass = Pass.training(device)) {
      Tensor next = new Rectification().apply(x, pass);
      assertThat(pass.observed(statistic)).isSameAs(statistic.value());
      pass.propose(statistic, next);
      assertThat(pass.observed(statistic)).isSameAs(next);
      assertThat(statistic.value().toArray()).containsExactly(1, 2);
      pass.commit();
      assertThat(statistic.value().toArray()).containsExactly(0, 7);
    }
    assertThat(statistic.value().toArray()).containsExactly(0, 7);
  }

  @Test
  void onlyTrainingProposesAndOnlyForStatistics() {
    Parameter statistic = Parameter.statistic("running", Shape.of(1, 2), Initializer.constant(0));
    try (Tensor x = row(1, 2);
        Pass training = Pass.training(device);
        Pass traced = Pass.traced(device)) {
      assertThatThrownBy(() -> training.propose(weight, x))
          .isInstanceOf(Conv4jException.class)
          .hasMessageStartingWith("parameter 'weight': ")
          .hasMessageContaining("a learned parameter");
      assertThatThrownBy(() -> traced.propose(statistic, x))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("a pass that only predicts");
    }
  }

  @Test
  void aClosedPassIsNotCommitted() {
    Pass pass = Pass.training(device);
    pass.close();
    assertThatThrownBy(pass::commit).isInstanceOf(DeviceException.class);
  }
}
