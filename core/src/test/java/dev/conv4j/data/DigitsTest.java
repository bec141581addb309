package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the drawn digits promise besides being learnable. */
class DigitsTest {
  private static final int PIXELS = 28 * 28;

  @Test
  void theDefaultSetNeverChanges() {
    TrainTest digits = Digits.trainTest();
    assertThat(digits.name()).isEqualTo("digits");
    assertThat(digits.train().size()).isEqualTo(60_000);
    assertThat(digits.test().size()).isEqualTo(10_000);
    assertThat(digits.train().imageShape()).isEqualTo(Shape.of(1, 28, 28));
    assertThat(digits.train().labels())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(digits.train().sha256())
        .isEqualTo("b6ac0e72ea1df733a047763c4a2ebc49766a71a296cb9b5a5f0bef2bdb5d81d1");
    assertThat(digits.test().sha256())
        .isEqualTo("9688cc759661ad4db22beaefefc78a793e90683fb1f6a4503ccc29871019d7e5");
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2, 3})
  void anyNumberOfThreadsDrawsTheSame(int threads) {
    try (ForkJoinPool pool = new ForkJoinPool(threads)) {
      TrainTest digits = pool.submit(() -> Digits.trainTest(7, 500, 100)).join();
      assertThat(digits.train().sha256()).isEqualTo(oneByOne(7, 500).sha256());
    }
  }

  /**
   * The training images of {@link Digits#trainTest(long, int, int)}, each drawn alone, last first.
   */
  private static Dataset oneByOne(long seed, int count) {
    byte[] pixels = new byte[count * PIXELS];
    byte[] classes = new byte[count];
    for (int i = count - 1; i >= 0; i--) {
      System.arraycopy(Digits.image(seed, i), 0, pixels, i * PIXELS, PIXELS);
      classes[i] = (byte) Digits.label(seed, i);
    }
    return new ByteImages(
        Digits.IMAGE_SHAPE, Digits.trainTest(seed, 1, 1).train().labels(), pixels, classes);
  }

  @Test
  void aSmallSetIsTheBeginningOfALargeOne() {
    Dataset small = Digits.trainTest(3, 25, 10).train();
    Dataset large = Digits.trainTest(3, 300, 10).train();
    for (int i = 0; i < small.size(); i++) {
      assertThat(image(small, i)).isEqualTo(image(large, i));
      assertThat(small.label(i)).isEqualTo(large.label(i));
    }
  }

  @Test
  void otherSeedsAndPartsHaveOtherImages() {
    TrainTest digits = Digits.trainTest(1, 1000, 1000);
    Dataset others = Digits.trainTest(2, 1000, 1).train();
    assertThat(Arrays.equals(labels(digits.train()), labels(digits.test()))).isFalse();
    assertThat(Arrays.equals(labels(digits.train()), labels(others))).isFalse();
    for (int i = 0; i < 1000; i++) {
      assertThat(image(digits.train(), i))
          .isNotEqualTo(image(digits.test(), i))
          .isNotEqualTo(image(others, i));
    }
  }

  @Test
  void labelsAreBalancedAndShuffled() {
    Dataset digits = Digits.trainTest(5, 5000, 10).train();
    int[] follows = new int[10];
    for (int i = 0; i < digits.size(); i += 10) {
      assertThat(Arrays.stream(labels(digits), i, i + 10).sorted().toArray())
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      follows[digits.label(i)]++;
    }
    // 500 decades: 50 begin with each digit, with a deviation of sqrt(500 * 0.1 * 0.9) = 6.7.
    assertThat(Arrays.stream(follows).boxed()).allMatch(count -> count > 20 && count < 80);
  }

  /** MNIST's training images have mean 0.1307 and deviation 0.3081. */
  @Test
  void pixelsAreLikeThoseOfMnist() {
    Dataset digits = Digits.trainTest(11, 5000, 10).train();
    double sum = 0;
    double squares = 0;
    int black = 0;
    int white = 0;
    for (int i = 0; i < digits.size(); i++) {
      float[] image = image(digits, i);
      for (float value : image) {
        sum += value;
        squares += value * value;
        black += value == 0 ? 1 : 0;
        white += value == 1 ? 1 : 0;
      }
    }
    double count = (double) digits.size() * PIXELS;
    double mean = sum / count;
    assertThat(mean).isBetween(0.12, 0.145);
    assertThat(Math.sqrt(squares / count - mean * mean)).isBetween(0.29, 0.33);
    assertThat(black / count).as("black").isBetween(0.79, 0.85);
    assertThat(white / count).as("white").isBetween(0.05, 0.1);
  }

  @Test
  void everyDigitIsWholeAndInTheMiddle() {
    Dataset digits = Digits.trainTest(13, 5000, 10).train();
    for (int i = 0; i < digits.size(); i++) {
      float[] image = image(digits, i);
      double mass = 0;
      double across = 0;
      double down = 0;
      int left = 28;
      int right = -1;
      int top = 28;
      int bottom = -1;
      for (int at = 0; at < PIXELS; at++) {
        int row = at / 28;
        int column = at % 28;
        mass += image[at];
        across += image[at] * (column + 0.5);
        down += image[at] * (row + 0.5);
        if (image[at] > 0) {
          left = Math.min(left, column);
          right = Math.max(right, column);
          top = Math.min(top, row);
          bottom = Math.max(bottom, row);
        }
      }
      assertThat(Math.max(right - left, bottom - top) + 1).as("size of %d", i).isBetween(16, 24);
      assertThat(Math.min(Math.min(left, top), Math.min(27 - right, 27 - bottom)))
          .as("border of %d", i)
          .isPositive();
      assertThat(across / mass).as("centre of %d", i).isBetween(10.5, 17.5);
      assertThat(down / mass).as("centre of %d", i).isBetween(10.5, 17.5);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 10", "10, 0", "-1, 10", "2147483647, 10"})
  void refusesSizesThatCannotBe(int train, int test) {
    assertThatThrownBy(() -> Digits.trainTest(1, train, test))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("digits: expected 1 to 2739137 images");
  }

  @Test
  void refusesNegativeIndices() {
    assertThatThrownBy(() -> Digits.image(1, -1))
        .isInstanceOf(DataException.class)
        .hasMessage("digits: expected an index of 0 or more but got -1.");
    assertThatThrownBy(() -> Digits.label(1, -1)).isInstanceOf(DataException.class);
  }

  private static float[] image(Dataset data, int index) {
    float[] image = new float[PIXELS];
    data.readImage(index, image, 0);
    return image;
  }

  private static int[] labels(Dataset data) {
    int[] labels = new int[data.size()];
    Arrays.setAll(labels, data::label);
    return labels;
  }
}
