package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of {@link dev.conv4j.tensor.spi.WeightedLossKernels}. */
public abstract class WeightedLossContract extends KernelContract {
  private static final float[] DOWNSTREAM = {-1.5f};

  /** For subclasses. */
  protected WeightedLossContract() {}

  /**
   * Logits of a batch and a table of what is wanted.
   *
   * @param scale the largest magnitude of a logit
   */
  record Case(int rows, int classes, float scale, float smoothing, boolean weighted) {
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

    /** Shares of 0 to 1; one in eight rows is a label. */
    float[] shares() {
      float[] shares = Numbers.drawn(shape().count(), 3);
      for (int i = 0; i < shares.length; i++) {
        int row = i / classes;
        shares[i] = row % 8 == 1 ? (i % classes == 0 ? 1 : 0) : Math.abs(shares[i]);
      }
      return shares;
    }

    /** From 0 to 1; the first class counts nothing if there are others. */
    float @Nullable [] weights() {
      if (!weighted) {
        return null;
      }
      float[] weights = Numbers.drawn(classes, 4);
      for (int c = 0; c < classes; c++) {
        weights[c] = c == 0 && classes > 1 ? 0 : Math.abs(weights[c]);
      }
      return weights;
    }

    @Nullable Tensor weights(Bench bench) {
      float[] weights = weights();
      return weights == null ? null : bench.input(Shape.of(classes), weights);
    }

    /** The sum of each row's shares. */
    double[] totals() {
      double[] totals = new double[rows];
      float[] shares = shares();
      for (int i = 0; i < shares.length; i++) {
        totals[i / classes] += shares[i];
      }
      return totals;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            new Case(0, 3, 1, 0, false),
            new Case(1, 1, 1, 0, false),
            new Case(1, 2, 1, 0, false),
            new Case(3, 7, 10, 0, false),
            new Case(3, 8, 10, 0, false),
            new Case(3, 9, 10, 0, false),
            new Case(64, 10, 1, 0, false),
            new Case(64, 10, 100, 0, false),
            new Case(5, 1000, 30, 0, false),
            new Case(700, 33, 3, 0, false))
        .flatMap(c ->
            Stream.of(
                c,
                new Case(c.rows(), c.classes(), c.scale(), 0.1f, false),
                new Case(c.rows(), c.classes(), c.scale(), 0, true),
                new Case(c.rows(), c.classes(), c.scale(), 0.1f, true)));
  }

  private static Bench.Trial labelTargets(Case c, int... labels) {
    return bench ->
        bench
            .kernels()
            .weightedLoss()
            .labelTargets(
                bench.input(Shape.of(labels.length), labels),
                c.weights(bench),
                c.smoothing(),
                bench.output(c.shape()),
                bench.output(Shape.SCALAR));
  }

  private static Bench.Trial softTargets(Case c, float... shares) {
    return bench ->
        bench
            .kernels()
            .weightedLoss()
            .softTargets(
                bench.input(c.shape(), shares),
                c.weights(bench),
                c.smoothing(),
                bench.output(c.shape()),
                bench.output(Shape.SCALAR));
  }

  private static Bench.Trial crossEntropy(Shape shape, float[] logits, float[] wanted, float by) {
    return bench ->
        bench
            .kernels()
            .weightedLoss()
            .crossEntropy(
                bench.input(shape, logits),
                bench.input(shape, wanted),
                bench.input(Shape.SCALAR, new float[] {by}),
                bench.output(shape),
                bench.output(Shape.SCALAR));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void tablesAgreeWithTheReference(Case c) {
    requireAgreement(c.rows() + 5L, labelTargets(c, c.labels()));
    requireAgreement(c.rows() + 5L, softTargets(c, c.shares()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void crossEntropyAgreesWithTheReference(Case c) {
    Bench.Trial trial = crossEntropy(c.shape(), c.logits(), c.shares(), 3);
    double[] probabilities = Bench.run(device(), trial).getFirst();
    double relative = (c.classes() + 4.0 * c.scale() + 6) * ROUNDING;
    double[] bounds =
        Arrays.stream(probabilities).map(p -> p * relative + Float.MIN_NORMAL).toArray();
    double total = Arrays.stream(c.totals()).sum();
    double magnitude = total * (4 * c.scale() + Math.log(c.classes()) + 1) / 3;
    double bound = (c.rows() + 2.0 * c.classes() + 8) * ROUNDING * magnitude;
    requireAgreement(List.of(bounds, new double[] {bound}), trial);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void crossEntropyGradientAgreesWithTheReference(Case c) {
    float[] shares = c.shares();
    double[] totals = c.totals();
    double[] softmax =
        Bench.run(device(), crossEntropy(c.shape(), c.logits(), shares, 3)).getFirst();
    float[] probabilities = new float[softmax.length];
    double[] bounds = new double[softmax.length];
    for (int i = 0; i < softmax.length; i++) {
      probabilities[i] = (float) softmax[i];
      double share = softmax[i] * totals[i / c.classes()];
      double terms = (c.classes() + 6) * share + 6 * shares[i];
      bounds[i] = ROUNDING * 1.5 / 3 * terms + Float.MIN_NORMAL;
    }
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .weightedLoss()
                .crossEntropyGradient(
                    bench.input(Shape.SCALAR, DOWNSTREAM),
                    bench.input(c.shape(), probabilities),
                    bench.input(c.shape(), shares),
                    bench.input(Shape.SCALAR, new float[] {3}),
                    bench.output(c.shape())));
  }

  @Test
  final void tablesAreThoseWorkedOutByHand() {
    Bench.Trial labels =
        bench ->
            bench
                .kernels()
                .weightedLoss()
                .labelTargets(
                    bench.input(Shape.of(3), new int[] {1, 0, 1}),
                    bench.input(Shape.of(2), new float[] {4, 1}),
                    0.5f,
                    bench.output(Shape.of(3, 2)),
                    bench.output(Shape.SCALAR));
    requireOutput(labels, 1, 0.75, 3, 0.25, 1, 0.75);
    assertArrayEquals(new double[] {6}, Bench.run(device(), labels).getLast());
    Bench.Trial shares =
        bench ->
            bench
                .kernels()
                .weightedLoss()
                .softTargets(
                    bench.input(Shape.of(2, 2), new float[] {1, 0, 0.25f, 0.75f}),
                    bench.input(Shape.of(2), new float[] {4, 1}),
                    0.5f,
                    bench.output(Shape.of(2, 2)),
                    bench.output(Shape.SCALAR));
    requireOutput(shares, 3, 0.25, 1.5, 0.625);
    assertArrayEquals(new double[] {2}, Bench.run(device(), shares).getLast());
  }

  @Test
  final void lossesAreThoseWorkedOutByHand() {
    // Equal logits: every probability is a quarter, each wanted share costs log 4.
    Shape shape = Shape.of(2, 4);
    float[] equal = {1, 1, 1, 1, -5, -5, -5, -5};
    float[] wanted = {1, 0, 2, 0, 0.5f, 0.5f, 0, 0};
    double loss = Bench.run(device(), crossEntropy(shape, equal, wanted, 8)).getLast()[0];
    assertEquals(Math.log(4) / 2, loss, 16 * ROUNDING);
  }

  @Test
  final void whatIsImpossibleAndNotWantedCostsNothing() {
    float[] logits = {1e30f, -1e30f, Float.NEGATIVE_INFINITY};
    Bench.Trial trial = crossEntropy(Shape.of(1, 3), logits, new float[] {1, 0, 0}, 1);
    assertArrayEquals(new double[] {1, 0, 0}, Bench.run(device(), trial).getFirst());
    assertEquals(0, Bench.run(device(), trial).getLast()[0]);
  }

  @Test
  final void aNanAmongTheLogitsReachesTheLossEvenIfNothingIsWanted() {
    float[] logits = {1, Float.NaN, 0, 0};
    Bench.Trial trial = crossEntropy(Shape.of(2, 2), logits, new float[] {0, 0, 1, 0}, 1);
    assertEquals(Double.NaN, Bench.run(device(), trial).getLast()[0]);
  }

  private static Bench.Trial gradient(float dLoss, float probability, float by) {
    Shape shape = Shape.of(2, 2);
    float[] probabilities = {probability, 0.5f, 0.5f, 0.5f};
    return bench ->
        bench
            .kernels()
            .weightedLoss()
            .crossEntropyGradient(
                bench.input(Shape.SCALAR, new float[] {dLoss}),
                bench.input(shape, probabilities),
                bench.input(shape, new float[] {0.5f, 0, 0.5f, 0}),
                bench.input(Shape.SCALAR, new float[] {by}),
                bench.output(shape));
  }

  /** With smoothing, classes that count may be wanted although no label does. */
  @Test
  final void whereNoLabelCountsTheLossAndItsGradientAreZero() {
    Shape shape = Shape.of(2, 2);
    float[] logits = {1, 2, -3, 4};
    for (float[] wanted : List.of(new float[4], new float[] {0.5f, 0, 0.5f, 0})) {
      Bench.Trial trial = crossEntropy(shape, logits, wanted, 0);
      assertEquals(0, Bench.run(device(), trial).getLast()[0]);
    }
    for (double slope : Bench.run(device(), gradient(-1.5f, 0.5f, 0)).getFirst()) {
      assertEquals(0, Math.abs(slope));
    }
  }

  @Test
  final void aNanIsNotHiddenWhereNoLabelCounts() {
    float[] logits = {1, Float.NaN, 0, 0};
    Bench.Trial trial = crossEntropy(Shape.of(2, 2), logits, new float[4], 0);
    assertEquals(Double.NaN, Bench.run(device(), trial).getLast()[0]);
    assertEquals(Double.NaN, Bench.run(device(), gradient(1, Float.NaN, 0)).getFirst()[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, Integer.MAX_VALUE, Integer.MIN_VALUE})
  final void aLabelThatIsNoClassIsRefused(int label) {
    Case c = new Case(2, 3, 1, 0, true);
    DataException e =
        assertThrows(DataException.class, () -> Bench.run(device(), labelTargets(c, 2, label)));
    assertTrue(String.valueOf(e.getMessage()).contains(Integer.toString(label)), e.toString());
  }
}
