package dev.conv4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DeviceException;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names by a model whose logits are known: class k is the pixel k, doubled. */
class PredictorTest {
  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final Linear linear = new Linear(3, 3);
  private final Predictor predictor =
      new Predictor(
          new Model(
              "pixels",
              Sequential.of(new Flatten(), linear),
              Shape.of(1, 1, 3),
              List.of("a", "b", "c"),
              new Normalization(List.of(0.5f), List.of(0.25f))));

  @BeforeEach
  void setWeights() {
    linear.weight().set(device, 2, 0, 0, 0, 2, 0, 0, 0, 2);
    Objects.requireNonNull(linear.bias()).set(device, 0, 0, 0);
  }

  @AfterEach
  void close() {
    device.close();
  }

  @Test
  void pixelsAreNormalisedAndProbabilitiesAddUp() {
    float[] pixels = {0.5f, 0.75f, 0.25f};
    double[] e = {Math.exp(0), Math.exp(2), Math.exp(-2)};
    double sum = e[0] + e[1] + e[2];
    float[] probabilities = predictor.probabilities(pixels);
    for (int i = 0; i < 3; i++) {
      assertThat((double) probabilities[i]).isCloseTo(e[i] / sum, within(1e-6));
    }
    assertThat(pixels).containsExactly(0.5f, 0.75f, 0.25f);
  }

  @Test
  void theLikeliestComeFirstAndEquallyLikelyOnesInOrder() {
    assertThat(predictor.top(new float[] {0, 1, 0.5f}, 2))
        .extracting(Prediction::label)
        .containsExactly("b", "c");
    assertThat(predictor.top(new float[] {1, 0, 1}, 9))
        .extracting(Prediction::label)
        .containsExactly("a", "c", "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 3, 4, 6})
  void theLikeliestAreThoseOfOneImage(int pixels) {
    if (pixels == 3) {
      assertThat(predictor.top(new float[pixels], 1)).hasSize(1);
    } else {
      assertThatThrownBy(() -> predictor.top(new float[pixels], 1))
          .isInstanceOf(ShapeException.class)
          .hasMessageStartingWith(
              "Predictor: expected the 3 pixels of one image, [1, 1, 3] but got " + pixels);
    }
  }

  @Test
  void imagesOfAModelWithoutAPlanGoThroughInPieces() {
    Shifting shifting = new Shifting();
    Model model =
        new Model(
            "own",
            Sequential.of(new Flatten(), linear, shifting),
            Shape.of(1, 1, 3),
            List.of("a", "b", "c"),
            new Normalization(List.of(0.5f), List.of(0.25f)));
    float[] pixels = new float[3 * 2500];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * 37 % 256 / 255f;
    }
    float[] before = pixels.clone();
    try (Predictor own = new Predictor(model)) {
      float[] probabilities = own.probabilities(pixels);
      assertThat(shifting.seen).containsExactly(1L, 1024L, 1024L, 452L);
      for (int image = 0; image < 2500; image += 100) {
        float[] alone = own.probabilities(Arrays.copyOfRange(pixels, 3 * image, 3 * image + 3));
        assertThat(Arrays.copyOfRange(probabilities, 3 * image, 3 * image + 3))
            .containsExactly(alone);
      }
      assertThat(own.probabilities(new float[0])).isEmpty();
    }
    assertThat(pixels).containsExactly(before);
  }

  @Test
  void noImageHasNoProbabilities() {
    assertThat(predictor.probabilities(new float[0])).isEmpty();
  }

  @Test
  void anImageIsNamedTheSameInAnyCompany() {
    float[] two = {0, 1, 0.5f, 0.25f, 0.5f, 0};
    float[] together = predictor.probabilities(two);
    float[] alone = predictor.probabilities(new float[] {0.25f, 0.5f, 0});
    assertThat(Arrays.copyOfRange(together, 3, 6)).containsExactly(alone);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClosedPredictorSaysSo(boolean wasUsed) {
    if (wasUsed) {
      predictor.probabilities(new float[] {0, 1, 0.5f});
    }
    predictor.close();
    predictor.close();
    assertThatThrownBy(() -> predictor.probabilities(new float[] {0, 1, 0.5f}))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("an open predictor");
  }

  @Test
  void manyThreadsMayAskAtOnce() throws Exception {
    float[] expected = predictor.probabilities(new float[] {0, 1, 0.5f});
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Callable<float[]>> calls =
          IntStream.range(0, 400)
              .<Callable<float[]>>mapToObj(
                  i -> () -> predictor.probabilities(new float[] {0, 1, 0.5f}))
              .toList();
      for (Future<float[]> answer : threads.invokeAll(calls)) {
        assertThat(answer.get()).containsExactly(expected);
      }
    }
    predictor.close();
    long weights = 4L * (9 + 3);
    assertThat(device.memory().use().bytesInUse()).isEqualTo(weights);
  }
}
