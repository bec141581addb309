package dev.conv4j.testkit.gradients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.LinearMap;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.autograd.Reshaping;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.testkit.GradientCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tensor that several operations read has the sum of their gradients. */
class FanOutTest {
  private static final ConvGeometry SAME_SIZE =
      new ConvGeometry(Size2d.square(3), Size2d.square(1), Size2d.square(1), Size2d.square(1), 1);
  private static final Shape IMAGES = Shape.of(2, 2, 4, 3);
  private static final Shape FILTERS = Shape.of(2, 2, 3, 3);

  /** A computed tensor, so that its gradient goes through the tape and not to a parameter. */
  private static Tensor computed(Tensor x, Pass pass) {
    return new Reshaping(x.shape()).apply(x, pass);
  }

  private static Tensor sum(Tensor a, Tensor b, Pass pass) {
    return new Addition().apply(a, b, pass);
  }

  private static Tensor convolved(Tensor x, Tensor w, Pass pass) {
    return new Convolution(SAME_SIZE).apply(x, w, null, pass);
  }

  @Test
  void aResidualBranchOfTheInput() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor x = inputs.get(0);
          return sum(convolved(x, inputs.get(1), pass), x, pass);
        },
        IMAGES,
        FILTERS);
  }

  @Test
  void aResidualBranchOfAComputedTensor() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor x = computed(inputs.get(0), pass);
          return sum(convolved(x, inputs.get(1), pass), x, pass);
        },
        IMAGES,
        FILTERS);
  }

  @Test
  void theShortcutFirst() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor x = computed(inputs.get(0), pass);
          return sum(x, convolved(x, inputs.get(1), pass), pass);
        },
        IMAGES,
        FILTERS);
  }

  @Test
  void aTensorUsedThreeTimes() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor x = computed(inputs.get(0), pass);
          Tensor twice = sum(convolved(x, inputs.get(1), pass), x, pass);
          return sum(twice, new Rectification().apply(x, pass), pass);
        },
        IMAGES,
        FILTERS);
  }

  @Test
  void aTensorAddedToItself() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor x = computed(inputs.getFirst(), pass);
          Tensor twice = sum(x, x, pass);
          return sum(twice, sum(x, twice, pass), pass);
        },
        Shape.of(2, 3));
  }

  @Test
  void aParameterUsedTwiceInARow() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor w = inputs.get(1);
          return convolved(convolved(inputs.get(0), w, pass), w, pass);
        },
        IMAGES,
        FILTERS);
  }

  @Test
  void residualsInsideResiduals() {
    GradientCheck.ofOperation(
        (inputs, pass) -> {
          Tensor x = computed(inputs.get(0), pass);
          Tensor inner = sum(convolved(x, inputs.get(1), pass), x, pass);
          Tensor outer = sum(convolved(inner, inputs.get(1), pass), inner, pass);
          return sum(outer, x, pass);
        },
        IMAGES,
        FILTERS);
  }

  /** With x = 3 and w = 2: y = w·x + x, and the gradients by hand are w + 1 and x. */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void twoPassesAddUp(String name) {
    try (Device device = Devices.open(name);
        Parameter x = new Parameter("x", Shape.of(1, 1), Initializer.constant(0));
        Parameter w = new Parameter("w", Shape.of(1, 1), Initializer.constant(0));
        Gradients gradients = new Gradients(device)) {
      x.set(device, 3);
      w.set(device, 2);
      for (int passes = 1; passes <= 2; passes++) {
        try (Pass pass = Pass.training(device)) {
          Tensor input = computed(pass.use(x), pass);
          Tensor product = new LinearMap().apply(input, pass.use(w), null, pass);
          pass.backward(sum(product, input, pass), gradients);
        }
        assertThat(gradients.of(x).item()).isEqualTo(3f * passes);
        assertThat(gradients.of(w).item()).isEqualTo(3f * passes);
      }
      gradients.clear();
      assertThat(gradients.has(x)).isFalse();
    }
  }
}
