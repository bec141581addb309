package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.Conv4jException;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKey;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DropoutTest {
  private static final Shape SHAPE = Shape.of(8, 50, 10, 10);

  private final Device device = Devices.open("cpu", new DeviceOptions(2));
  private final Tensor ones =
      Tensor.allocate(device, dev.conv4j.tensor.ElementType.FLOAT32, SHAPE, "ones");

  DropoutTest() {
    device.kernels().elementwise().fill(ones, 1);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private float[] trained(Layer layer, long seed, long step) {
    try (Pass pass = Pass.training(device, new Randomness(seed, step))) {
      return layer.forward(ones, pass).toArray();
    }
  }

  /**
   * Of n draws of a share p, the share found is off by more than 5 √(p (1 - p) / n) once in a
   * million times.
   */
  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.5f, 0.9f})
  void dropsItsShareAndKeepsTheMean(float rate) {
    float[] y = trained(new Dropout(rate), 1, 2);
    double dropped = 0;
    for (float value : y) {
      assertThat(value).isIn(0f, 1 / (1 - rate));
      dropped += value == 0 ? 1 : 0;
    }
    double spread = Math.sqrt(rate * (1 - rate) / y.length);
    assertThat(dropped / y.length).isCloseTo(rate, within(5 * spread));
  }

  @Test
  void dropsWholeChannels() {
    float[] y = trained(new Dropout2d(0.5f), 1, 2);
    int dropped = 0;
    for (int plane = 0; plane < 400; plane++) {
      float first = y[plane * 100];
      assertThat(Arrays.copyOfRange(y, plane * 100, (plane + 1) * 100)).containsOnly(first);
      dropped += first == 0 ? 1 : 0;
    }
    assertThat(dropped).isBetween(150, 250);
  }

  @Test
  void theNumbersComeFromSeedStepAndPlaceAlone() {
    Layer layer = new Dropout(0.5f);
    assertThat(trained(layer, 1, 2)).isEqualTo(trained(layer, 1, 2));
    assertThat(trained(layer, 1, 2)).isNotEqualTo(trained(layer, 2, 2));
    assertThat(trained(layer, 1, 2)).isNotEqualTo(trained(layer, 1, 3));
    try (Pass pass = Pass.training(device, new Randomness(1, 2))) {
      float[] first = layer.forward(ones, pass).toArray();
      assertThat(layer.forward(ones, pass).toArray()).isNotEqualTo(first);
    }
  }

  @Test
  void theStepMayLieOnTheDevice() {
    Layer layer = new Dropout(0.5f);
    long step = 3L << 32 | 9;
    try (Tensor counter = Tensor.ofInts(device, Shape.of(2), RandomKey.words(step));
        Pass pass = Pass.training(device, Randomness.counted(1, counter))) {
      assertThat(layer.forward(ones, pass).toArray()).isEqualTo(trained(layer, 1, step));
    }
    assertThatThrownBy(() -> Randomness.counted(1, ones))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("expected int32 [2]");
  }

  @Test
  void predictsNothingElseAtNoCost() {
    try (Pass pass = Pass.inference(device)) {
      assertThat(new Dropout(0.5f).forward(ones, pass)).isSameAs(ones);
      assertThat(new Dropout2d(0.5f).forward(ones, pass)).isSameAs(ones);
    }
    try (Pass pass = Pass.training(device)) {
      assertThat(new Dropout(0).forward(ones, pass)).isSameAs(ones);
    }
  }

  @Test
  void aPassWithoutRandomNumbersIsToldWhereTheyComeFrom() {
    try (Pass pass = Pass.training(device)) {
      assertThatThrownBy(() -> new Dropout(0.5f).forward(ones, pass))
          .isInstanceOf(Conv4jException.class)
          .hasMessageContaining("a pass that has random numbers")
          .hasMessageContaining("new Randomness(seed, step)");
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.1f, 1.1f, Float.NaN})
  void aRateThatIsNoneIsRefused(float rate) {
    assertThatThrownBy(() -> new Dropout(rate))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("Dropout: expected 0 to 1");
    assertThatThrownBy(() -> new Dropout2d.Config(rate)).isInstanceOf(ShapeException.class);
  }
}
