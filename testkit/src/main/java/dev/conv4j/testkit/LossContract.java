package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of {@link dev.conv4j.tensor.spi.LossKernels}. */
public abstract class LossContract extends KernelContract {
  private static final float[] ONE = {1};
  private static final float[] DOWNSTREAM = {-1.5f};

  /** For subclasses. */
  protected LossContract() {}

  /**
   * Logits of a batch.
   *
   * @param scale the largest magnitude of a logit
   */
  record Case(int rows, int classes, float scale, float smoothing) {
    Shape shape() {
      return Shape.of(rows, classes);
    }

    float[] logits() {
      float[] values = Numbers.drawn(shape().count(), 1);
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale;
      }
      return values;
    }

    int[] labels() {
      return Numbers.labels(rows, classes, 2);
    }

    /**
     * How far a probability may be off relatively: the shifted logit's rounding grows by the
     * exponential to at most 2 · scale roundings, and the divisor sums one term for each class.
     */
    double relativeBound() {
      return (classes + 4.0 * scale + 6) * ROUNDING;
    }

    double[] probabilityBounds(double[] probabilities) {
      return Arrays.stream(probabilities)
          .map(p -> p * relativeBound() + Float.MIN_NORMAL)
          .toArray();
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            new Case(0, 3, 1, 0),
            new Case(1, 1, 1, 0),
            new Case(1, 2, 1, 0),
            new Case(3, 7, 10, 0),
            new Case(3, 8, 10, 0),
            new Case(3, 9, 10, 0),
            new Case(64, 10, 1, 0),
            new Case(64, 10, 100, 0),
            new Case(5, 1000, 30, 0),
            new Case(700, 33, 3, 0))
        .flatMap(c -> Stream.of(c, new Case(c.rows(), c.classes(), c.scale(), 0.1f)));
  }

  private static Bench.Trial softmax(Shape shape, float[] logits) {
    return bench -> bench.kernels().loss().softmax(bench.input(shape, logits), bench.output(shape));
  }

  private static Bench.Trial crossEntropy(
      Shape shape, float[] logits, int[] labels, float smoothing) {
    return bench ->
        bench
            .kernels()
            .loss()
            .crossEntropy(
                bench.input(shape, logits),
                bench.input(Shape.of(labels.length), labels),
                smoothing,
                bench.output(shape),
                bench.output(Shape.SCALAR));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void softmaxAgreesWithTheReference(Case c) {
    Bench.Trial trial = softmax(c.shape(), c.logits());
    double[] probabilities = Bench.run(device(), trial).getFirst();
    requireAgreement(List.of(c.probabilityBounds(probabilities)), trial);
    for (int row = 0; row < c.rows(); row++) {
      double sum = Arrays.stream(probabilities, row * c.classes(), (row + 1) * c.classes()).sum();
      assertEquals(1, sum, c.relativeBound(), "the sum of the probabilities of row " + row);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void crossEntropyAgreesWithTheReference(Case c) {
    Bench.Trial trial = crossEntropy(c.shape(), c.logits(), c.labels(), c.smoothing());
    double[] probabilities = Bench.run(device(), trial).getFirst();
    double magnitude = 4 * c.scale() + Math.log(c.classes()) + 1;
    double bound = (c.rows() + c.classes() + 8) * ROUNDING * magnitude;
    requireAgreement(List.of(c.probabilityBounds(probabilities), new double[] {bound}), trial);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void crossEntropyGradientAgreesWithTheReference(Case c) {
    double[] softmax = Bench.run(device(), softmax(c.shape(), c.logits())).getFirst();
    float[] probabilities = new float[softmax.length];
    double[] bounds = new double[softmax.length];
    for (int i = 0; i < softmax.length; i++) {
      probabilities[i] = (float) softmax[i];
      // A probability less a target of at most 1, scaled: six roundings.
      bounds[i] = 6 * ROUNDING * Math.abs(DOWNSTREAM[0]) / c.rows() * (softmax[i] + 1);
    }
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .loss()
                .crossEntropyGradient(
                    bench.input(Shape.SCALAR, DOWNSTREAM),
                    bench.input(c.shape(), probabilities),
                    bench.input(Shape.of(c.rows()), c.labels()),
                    c.smoothing(),
                    bench.output(c.shape())));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 16, 17, 33, 1000, 16385, 40_000})
  final void meanSquaredErrorAgreesWithTheReference(int count) {
    Shape shape = Shape.of(count);
    float[] prediction = Numbers.drawn(count, 1);
    float[] target = Numbers.drawn(count, 2);
    double sum =
        IntStream.range(0, count).mapToDouble(i -> square(prediction[i] - target[i])).sum();
    requireAgreement(
        List.of(new double[] {(count + 4) * ROUNDING * sum / Math.max(count, 1)}),
        bench ->
            bench
                .kernels()
                .loss()
                .meanSquaredError(
                    bench.input(shape, prediction),
                    bench.input(shape, target),
                    bench.output(Shape.SCALAR)));
    double[] bounds = new double[count];
    Arrays.setAll(bounds, i -> 4 * ROUNDING * 3 / count * Math.abs(prediction[i] - target[i]));
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .loss()
                .meanSquaredErrorGradient(
                    bench.input(Shape.SCALAR, DOWNSTREAM),
                    bench.input(shape, prediction),
                    bench.input(shape, target),
                    bench.output(shape)));
  }

  private static double square(double x) {
    return x * x;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void countsTheCorrectOnesAsTheReferenceDoes(Case c) {
    for (float[] logits : List.of(c.logits(), Numbers.withTies((long) c.rows() * c.classes(), 3))) {
      requireEquality(bench ->
          bench
              .kernels()
              .loss()
              .countCorrect(
                  bench.input(c.shape(), logits),
                  bench.input(Shape.of(c.rows()), c.labels()),
                  bench.output(Shape.SCALAR)));
    }
  }

  @Test
  final void ofEqualLogitsTheFirstCounts() {
    float[] logits = {2, 2, 1, 2, 3, 3};
    for (int[] labels : new int[][] {{0, 1}, {1, 2}}) {
      requireOutput(
          bench ->
              bench
                  .kernels()
                  .loss()
                  .countCorrect(
                      bench.input(Shape.of(2, 3), logits),
                      bench.input(Shape.of(2), labels),
                      bench.output(Shape.SCALAR)),
          labels[0] == 0 ? 2 : 0);
    }
  }

  @Test
  final void lossesAreThoseWorkedOutByHand() {
    // Equal logits: every probability is a quarter, the loss log 4 whatever the label.
    Shape shape = Shape.of(2, 4);
    float[] equal = {1, 1, 1, 1, -5, -5, -5, -5};
    for (float smoothing : new float[] {0, 0.25f}) {
      Bench.Trial trial = crossEntropy(shape, equal, new int[] {0, 3}, smoothing);
      assertEquals(
          Math.log(4), Bench.run(device(), trial).getLast()[0], 16 * ROUNDING, trial.toString());
      assertArrayEquals(
          new double[] {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25},
          Bench.run(device(), trial).getFirst(),
          ROUNDING);
    }
    requireOutput(
        bench ->
            bench
                .kernels()
                .loss()
                .crossEntropyGradient(
                    bench.input(Shape.SCALAR, ONE),
                    bench.input(Shape.of(2, 2), new float[] {0.25f, 0.75f, 0.5f, 0.5f}),
                    bench.input(Shape.of(2), new int[] {0, 1}),
                    0.5f,
                    bench.output(Shape.of(2, 2))),
        -0.25,
        0.25,
        0.125,
        -0.125);
    requireOutput(
        bench ->
            bench
                .kernels()
                .loss()
                .meanSquaredError(
                    bench.input(Shape.of(2), new float[] {1, 5}),
                    bench.input(Shape.of(2), new float[] {2, 2}),
                    bench.output(Shape.SCALAR)),
        5);
  }

  @Test
  final void largeLogitsDoNotOverflow() {
    Bench.Trial trial =
        crossEntropy(Shape.of(1, 3), new float[] {1e30f, -1e30f, 0}, new int[] {0}, 0);
    assertArrayEquals(new double[] {1, 0, 0}, Bench.run(device(), trial).getFirst());
    assertEquals(0, Bench.run(device(), trial).getLast()[0]);
  }

  @Test
  final void aNanAmongTheLogitsReachesTheLoss() {
    Bench.Trial trial =
        crossEntropy(Shape.of(2, 2), new float[] {1, Float.NaN, 0, 0}, new int[] {0, 0}, 0);
    assertEquals(Double.NaN, Bench.run(device(), trial).getLast()[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE})
  final void aLabelThatIsNoClassIsRefused(int label) {
    Bench.Trial trial = crossEntropy(Shape.of(2, 3), new float[6], new int[] {2, label}, 0);
    DataException e = assertThrows(DataException.class, () -> Bench.run(device(), trial));
    assertTrue(String.valueOf(e.getMessage()).contains(Integer.toString(label)), e.toString());
  }
}
