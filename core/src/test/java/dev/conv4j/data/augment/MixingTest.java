package dev.conv4j.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixtures of two images, and the shares that are drawn for them. */
class MixingTest {
  private static final Shape SHAPE = Shape.of(2, 10, 12);
  private static final int COUNT = 240;
  private static final int BEFORE = 3;

  /** Two images between other numbers, one of ones and one of zeros. */
  private static float[] images() {
    float[] images = new float[BEFORE + 2 * COUNT];
    Arrays.fill(images, 0, BEFORE, -1);
    Arrays.fill(images, BEFORE, BEFORE + COUNT, 1);
    return images;
  }

  private static float mix(Mixing mixing, float[] images, int index) {
    return mixing.mix(images, BEFORE, images, BEFORE + COUNT, SHAPE, Sample.random(index));
  }

  private static void assertRestUnchanged(float[] images) {
    assertThat(Arrays.copyOf(images, BEFORE)).containsOnly(-1);
    assertThat(Arrays.copyOfRange(images, BEFORE + COUNT, images.length)).containsOnly(0);
  }

  @Test
  void mixupIsAWeightedMean() {
    for (int i = 0; i < 100; i++) {
      float[] images = images();
      float share = mix(new Mixup(1, 1), images, i);
      assertThat(share).isBetween(0.5f, 1f);
      assertThat(Arrays.copyOfRange(images, BEFORE, BEFORE + COUNT))
          .containsOnly(new float[] {share}, within(1e-6f));
      assertRestUnchanged(images);
    }
  }

  @Test
  void cutMixTellsTheShareThatIsLeft() {
    for (int i = 0; i < 100; i++) {
      float[] images = images();
      float share = mix(new CutMix(1, 1), images, i);
      assertThat(share).isBetween(0.5f, 1f);
      int ones = 0;
      for (int at = BEFORE; at < BEFORE + COUNT; at++) {
        assertThat(images[at]).isIn(0f, 1f);
        ones += (int) images[at];
      }
      assertThat((float) ones / COUNT).isCloseTo(share, within(1e-6f));
      assertRestUnchanged(images);
      // The planes are cut alike.
      assertThat(Arrays.copyOfRange(images, BEFORE, BEFORE + COUNT / 2))
          .isEqualTo(Arrays.copyOfRange(images, BEFORE + COUNT / 2, BEFORE + COUNT));
    }
  }

  @Test
  void someImagesAreLeftAlone() {
    int alone = 0;
    for (int i = 0; i < 2000; i++) {
      float[] images = images();
      if (mix(new Mixup(1, 0.5f), images, i) == 1) {
        alone++;
        assertThat(images).isEqualTo(images());
      }
    }
    // 1000 are expected, with a deviation of 22.
    assertThat(alone).isBetween(910, 1090);
  }

  @ParameterizedTest
  @ValueSource(floats = {0.2f, 1, 3})
  void sharesHaveTheVarianceOfBeta(float alpha) {
    double squares = 0;
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      double share = MixingShare.draw(alpha, 1, Sample.random(i));
      squares += (share - 0.5) * (share - 0.5);
    }
    // The variance of Beta(a, a) is 1 / (4 (2a + 1)); it does not change when shares are mirrored.
    double variance = 1 / (4 * (2.0 * alpha + 1));
    assertThat(squares / draws).isCloseTo(variance, within(0.03 * variance));
  }
}
