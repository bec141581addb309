package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DataException;
import dev.conv4j.data.ByteImages;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Evaluation with a model whose logits are five times the pixels: what it says can be worked out.
 */
class EvaluatorTest {
  private static final Shape IMAGE = Shape.of(1, 1, 3);
  private static final List<String> LABELS = List.of("a", "b", "c");

  private final Device device = Devices.open("cpu", new DeviceOptions(1));
  private final Linear linear = new Linear(Linear.Config.of(3, 3).withoutBias());
  private final Model model =
      new Model(
          "pixels", Sequential.of(new Flatten(), linear), IMAGE, LABELS, Normalization.none(1));

  @BeforeEach
  void setWeights() {
    linear.weight().set(device, 5, 0, 0, 0, 5, 0, 0, 0, 5);
  }

  @AfterEach
  void close() {
    device.close();
  }

  private static Dataset images(byte[] pixels, byte... classes) {
    return new ByteImages(IMAGE, LABELS, pixels, classes);
  }

  @Test
  void countsWhatWasTakenForWhat() {
    byte white = (byte) 255;
    byte grey = 51; // a fifth of white: logit 1
    Dataset data =
        images(
            new byte[] {
              white,
              0,
              0, // a, right
              0,
              white,
              0, // b, right
              white,
              0,
              0, // c taken for a
              0,
              grey,
              0, // a taken for b
              0,
              0,
              0, // all alike: the first, a, right
              0,
              white,
              grey // c taken for b
            },
            (byte) 0,
            (byte) 1,
            (byte) 2,
            (byte) 0,
            (byte) 0,
            (byte) 2);
    Evaluation evaluation = new Evaluator(model).evaluate(data);
    assertThat(evaluation.confusion())
        .containsExactly(List.of(2, 1, 0), List.of(0, 1, 0), List.of(1, 1, 0));
    assertThat(evaluation.images()).isEqualTo(6);
    assertThat(evaluation.accuracy()).isEqualTo(0.5);
    double bright = Math.exp(5) + 2;
    double dim = Math.exp(1) + 2;
    double both = Math.exp(5) + Math.exp(1) + 1;
    double loss =
        2 * Math.log(bright / Math.exp(5))
            + Math.log(bright)
            + Math.log(dim)
            + Math.log(3)
            + Math.log(both / Math.E);
    assertThat(evaluation.loss()).isCloseTo(loss / 6, within(1e-6));
    assertThat(evaluation.mistakes())
        .extracting(Evaluation.Mistake::index)
        .containsExactly(2, 5, 3);
    Evaluation.Mistake worst = evaluation.mistakes().getFirst();
    assertThat(worst.truth()).isEqualTo(2);
    assertThat(worst.named()).isZero();
    assertThat((double) worst.probability()).isCloseTo(Math.exp(5) / bright, within(1e-6));
    assertThat((double) worst.truthProbability()).isCloseTo(1 / bright, within(1e-6));
  }

  /** The truth is third, fifth, sixth and, alike with all others, behind those before it. */
  @Test
  void amongFiveIsCountedFromSixClassesOn() {
    assertThat(new Evaluator(model).evaluate(images(new byte[3], (byte) 0)).topFiveAccuracy())
        .isNull();
    Shape six = Shape.of(1, 1, 6);
    Linear wide = new Linear(Linear.Config.of(6, 6).withoutBias());
    List<String> labels = List.of("a", "b", "c", "d", "e", "f");
    Model wider =
        new Model("six", Sequential.of(new Flatten(), wide), six, labels, Normalization.none(1));
    float[] identity = new float[36];
    for (int i = 0; i < 6; i++) {
      identity[7 * i] = 1;
    }
    wide.weight().set(device, identity);
    byte[] pixels = {
      60, 50, 40, 30, 20, 10, 60, 50, 40, 30, 20, 10, 60, 50, 40, 30, 20, 10, 0, 0, 0, 0, 0, 0
    };
    Dataset data = new ByteImages(six, labels, pixels, new byte[] {2, 4, 5, 5});
    Evaluation evaluation = new Evaluator(wider).evaluate(data);
    assertThat(evaluation.topFiveAccuracy()).isEqualTo(0.5);
    assertThat(evaluation.accuracy()).isZero();
  }

  /** More than one batch, and a last one that is smaller. */
  @Test
  void manyImagesAreCountedLikeFew() {
    int count = 600;
    byte[] pixels = new byte[count * 3];
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i * 3 + i % 3] = (byte) 255;
      classes[i] = (byte) (i % 4 == 0 ? (i + 1) % 3 : i % 3);
    }
    List<Integer> progress = new ArrayList<>();
    Evaluation evaluation = new Evaluator(model, progress::add).evaluate(images(pixels, classes));
    assertThat(progress).containsExactly(256, 512, 600);
    assertThat(evaluation.accuracy()).isEqualTo(0.75);
    assertThat(evaluation.confusion().stream().flatMap(List::stream).mapToInt(i -> i).sum())
        .isEqualTo(count);
    assertThat(evaluation.mistakes())
        .hasSize(30)
        .allSatisfy(mistake -> {
          assertThat(mistake.index() % 4).isZero();
          assertThat(mistake.truth()).isEqualTo((mistake.named() + 1) % 3);
        });
    assertThat(evaluation.mistakes()).isSortedAccordingTo((x, y) -> x.index() - y.index());
    assertThat(evaluation.imagesPerSecond()).isPositive();
  }

  @Test
  void howManyAreInMemoryAtATimeChangesNothing() {
    int count = 100;
    byte[] pixels = new byte[count * 3];
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < 3; j++) {
        pixels[i * 3 + j] = (byte) (i * (j + 7) + j);
      }
      classes[i] = (byte) (i % 3);
    }
    Dataset data = images(pixels, classes);
    Evaluation whole = new Evaluator(model).evaluate(data);
    for (int most : new int[] {1, 7, 99, 100, Integer.MAX_VALUE}) {
      List<Integer> progress = new ArrayList<>();
      Evaluation parts = new Evaluator(model, progress::add).atMost(most).evaluate(data);
      assertThat(progress).hasSize(Math.ceilDiv(count, Math.min(most, count)));
      assertThat(parts.loss()).isEqualTo(whole.loss());
      assertThat(parts.accuracy()).isEqualTo(whole.accuracy());
      assertThat(parts.mistakes()).isEqualTo(whole.mistakes());
    }
    assertThatThrownBy(() -> new Evaluator(model).atMost(0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("batch size: expected 1 or more");
  }

  /** Eight of 512 by 512 have 2^21 pixels. */
  @Test
  void ofLargeImagesFewerAreInMemory() {
    Shape large = Shape.of(1, 512, 512);
    Sequential network = Sequential.of(AdaptiveAvgPool2d.global(), new Flatten(), new Linear(1, 1));
    Model one = new Model("large", network, large, List.of("a"), Normalization.none(1));
    Dataset data = new ByteImages(large, List.of("a"), new byte[10 * 512 * 512], new byte[10]);
    List<Integer> progress = new ArrayList<>();
    new Evaluator(one.initialize(device, 1), progress::add).evaluate(data);
    assertThat(progress).containsExactly(8, 10);
    one.close();
  }

  @Test
  void evaluatingChangesNothingAndKeepsNoMemory() {
    Dataset data = images(new byte[] {1, 2, 3}, (byte) 0);
    long before = device.memory().use().bytesInUse();
    float[] weights = linear.weight().value().toArray();
    Evaluation first = new Evaluator(model).evaluate(data);
    Evaluation second = new Evaluator(model).evaluate(data);
    assertThat(second.loss()).isEqualTo(first.loss());
    assertThat(linear.weight().value().toArray()).containsExactly(weights);
    assertThat(device.memory().use().bytesInUse()).isEqualTo(before);
  }

  @Test
  void noImageIsNothingToEvaluate() {
    assertThatThrownBy(() -> new Evaluator(model).evaluate(images(new byte[0])))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("at least one image");
  }

  @Test
  void otherClassesAreRefusedAndFewerAreFine() {
    byte[] pixels = {(byte) 255, 0, 0};
    Dataset turned = new ByteImages(IMAGE, List.of("b", "a", "c"), pixels, new byte[1]);
    assertThatThrownBy(() -> new Evaluator(model).evaluate(turned))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the classes of the model 'pixels': [a, b, c] but got [b, a, c]");
    Dataset beginning = new ByteImages(IMAGE, List.of("a", "b"), pixels, new byte[1]);
    assertThat(new Evaluator(model).evaluate(beginning).accuracy()).isEqualTo(1);
    Dataset rest = new ByteImages(IMAGE, List.of("b", "c"), pixels, new byte[1]);
    assertThatThrownBy(() -> new Evaluator(model).evaluate(rest)).isInstanceOf(DataException.class);
  }

  @Test
  void imagesOfAnotherShapeAreRefused() {
    Dataset other =
        new ByteImages(Shape.of(1, 3, 1), LABELS, Arrays.copyOf(new byte[0], 3), new byte[1]);
    assertThatThrownBy(() -> new Evaluator(model).evaluate(other))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "data: expected images of [1, 1, 3], which the model 'pixels' takes but got [1, 3, 1]."
                + " Use the data that the model was made for.");
  }
}
