package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StochasticDepthTest {
  private static final int IMAGES = 400;
  private static final int PER_IMAGE = 12;

  private final Device device = Devices.open("cpu");
  private final Tensor ones =
      Tensor.allocate(device, ElementType.FLOAT32, Shape.of(IMAGES, 3, 2, 2), "ones");

  StochasticDepthTest() {
    device.kernels().elementwise().fill(ones, 1);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void wholeImagesAreLeftOutAndTheMeanStays() {
    float[] y;
    try (Pass pass = Pass.training(device, new Randomness(1, 2))) {
      y = new StochasticDepth(0.25f).forward(ones, pass).toArray();
    }
    int leftOut = 0;
    for (int image = 0; image < IMAGES; image++) {
      float first = y[image * PER_IMAGE];
      assertThat(first).isIn(0f, 1 / 0.75f);
      assertThat(Arrays.copyOfRange(y, image * PER_IMAGE, (image + 1) * PER_IMAGE))
          .containsOnly(first);
      leftOut += first == 0 ? 1 : 0;
    }
    // 100 are expected, with a deviation of √(400 · ¼ · ¾) = 8.7.
    assertThat(leftOut).isBetween(57, 143);
  }

  @Test
  void itDoesNothingAtNoCostInInferenceOrWithRateZero() {
    try (Pass pass = Pass.inference(device)) {
      assertThat(new StochasticDepth(0.5f).forward(ones, pass)).isSameAs(ones);
    }
    try (Pass pass = Pass.training(device)) {
      assertThat(new StochasticDepth(0).forward(ones, pass)).isSameAs(ones);
    }
  }

  @Test
  void aRateThatIsNoneIsRefused() {
    assertThatThrownBy(() -> new StochasticDepth(1.5f))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("StochasticDepth: expected 0 to 1");
  }
}
