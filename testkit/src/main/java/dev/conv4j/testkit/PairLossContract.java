package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.PairLossKernels}. */
public abstract class PairLossContract extends KernelContract {
  private static final float[] ONE = {1};
  private static final float[] DOWNSTREAM = {-1.5f};

  /** Roundings of a softplus: those of an exponential and of a logarithm, and a few more. */
  private static final int SOFTPLUS = 24;

  /** For subclasses. */
  protected PairLossContract() {}

  /**
   * Two tensors of one shape.
   *
   * @param scale the largest magnitude of an element of the first
   */
  record Case(int rows, int classes, float scale, boolean weighted) {
    Shape shape() {
      return Shape.of(rows, classes);
    }

    int count() {
      return rows * classes;
    }

    float[] first() {
      float[] values = Numbers.drawn(count(), 1);
      for (int i = 0; i < values.length; i++) {
        values[i] *= scale;
      }
      return values;
    }

    /** From 0 to 1, both of them among them. */
    float[] targets() {
      float[] targets = Numbers.drawn(count(), 2);
      for (int i = 0; i < targets.length; i++) {
        targets[i] = i % 3 == 2 ? Math.abs(targets[i]) : i % 3;
      }
      return targets;
    }

    float weight(int i) {
      return weighted ? 0.5f + i % classes : 1;
    }

    @Nullable Tensor weights(Bench bench) {
      if (!weighted) {
        return null;
      }
      float[] weights = new float[classes];
      for (int c = 0; c < classes; c++) {
        weights[c] = weight(c);
      }
      return bench.input(Shape.of(classes), weights);
    }

    /** The terms of the binary loss: of a yes and of a no. */
    double binaryLoss() {
      float[] x = first();
      float[] t = targets();
      return IntStream.range(0, count())
          .mapToDouble(i -> weight(i) * t[i] * softplus(-x[i]) + (1 - t[i]) * softplus(x[i]))
          .sum();
    }

    private static double softplus(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            new Case(0, 3, 1, false),
            new Case(1, 1, 1, false),
            new Case(1, 7, 10, false),
            new Case(1, 8, 10, false),
            new Case(3, 3, 10, false),
            new Case(2, 8, 100, false),
            new Case(1, 17, 1, false),
            new Case(3, 11, 3, false),
            new Case(1000, 10, 5, false),
            new Case(20_000, 2, 1, false))
        .flatMap(c -> Stream.of(c, new Case(c.rows(), c.classes(), c.scale(), true)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void absoluteErrorAgreesWithTheReference(Case c) {
    float[] prediction = c.first();
    float[] target = c.targets();
    double sum =
        IntStream.range(0, c.count()).mapToDouble(i -> Math.abs(prediction[i] - target[i])).sum();
    requireAgreement(
        List.of(new double[] {(c.count() + 4) * ROUNDING * sum / Math.max(c.count(), 1)}),
        bench ->
            bench
                .kernels()
                .pairLoss()
                .absoluteError(
                    bench.input(c.shape(), prediction),
                    bench.input(c.shape(), target),
                    bench.output(Shape.SCALAR)));
    double[] bounds = new double[c.count()];
    Arrays.fill(bounds, 3 * ROUNDING * 1.5 / Math.max(c.count(), 1));
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .pairLoss()
                .absoluteErrorGradient(
                    bench.input(Shape.SCALAR, DOWNSTREAM),
                    bench.input(c.shape(), prediction),
                    bench.input(c.shape(), target),
                    bench.output(c.shape())));
  }

  private static Bench.Trial binary(Case c, float[] logits, float[] targets) {
    return bench ->
        bench
            .kernels()
            .pairLoss()
            .binaryCrossEntropy(
                bench.input(c.shape(), logits),
                bench.input(c.shape(), targets),
                c.weights(bench),
                bench.output(Shape.SCALAR));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void binaryCrossEntropyAgreesWithTheReference(Case c) {
    double mean = c.binaryLoss() / Math.max(c.count(), 1);
    requireAgreement(
        List.of(new double[] {(c.count() + SOFTPLUS) * ROUNDING * mean}),
        binary(c, c.first(), c.targets()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void binaryCrossEntropyGradientAgreesWithTheReference(Case c) {
    float[] x = c.first();
    float[] t = c.targets();
    double[] bounds = new double[c.count()];
    for (int i = 0; i < bounds.length; i++) {
      double up = (1 - t[i]) / (1 + Math.exp(-x[i]));
      double down = c.weight(i) * t[i] / (1 + Math.exp(x[i]));
      bounds[i] = SOFTPLUS * ROUNDING * 1.5 / c.count() * (up + down) + Float.MIN_NORMAL;
    }
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .pairLoss()
                .binaryCrossEntropyGradient(
                    bench.input(Shape.SCALAR, DOWNSTREAM),
                    bench.input(c.shape(), x),
                    bench.input(c.shape(), t),
                    c.weights(bench),
                    bench.output(c.shape())));
  }

  @Test
  final void absoluteErrorsAreThoseWorkedOutByHand() {
    Shape four = Shape.of(4);
    float[] prediction = {1, 5, 2, -3};
    float[] target = {2, 2, 2, 1};
    requireOutput(
        bench ->
            bench
                .kernels()
                .pairLoss()
                .absoluteError(
                    bench.input(four, prediction),
                    bench.input(four, target),
                    bench.output(Shape.SCALAR)),
        2);
    requireOutput(
        bench ->
            bench
                .kernels()
                .pairLoss()
                .absoluteErrorGradient(
                    bench.input(Shape.SCALAR, ONE),
                    bench.input(four, prediction),
                    bench.input(four, target),
                    bench.output(four)),
        -0.25,
        0.25,
        0,
        -0.25);
  }

  @Test
  final void whatIsNoNumberStaysNone() {
    Shape two = Shape.of(2);
    requireOutput(
        bench ->
            bench
                .kernels()
                .pairLoss()
                .absoluteErrorGradient(
                    bench.input(Shape.SCALAR, ONE),
                    bench.input(two, new float[] {Float.NaN, 1}),
                    bench.input(two, new float[] {0, 0}),
                    bench.output(two)),
        Double.NaN,
        0.5);
    Case c = new Case(1, 2, 1, false);
    requireOutput(binary(c, new float[] {Float.NaN, 1}, new float[] {0, 0}), Double.NaN);
    requireOutput(
        bench ->
            bench
                .kernels()
                .pairLoss()
                .binaryCrossEntropyGradient(
                    bench.input(Shape.SCALAR, ONE),
                    bench.input(two, new float[] {Float.NaN, 0}),
                    bench.input(two, new float[] {0, 0}),
                    null,
                    bench.output(two)),
        Double.NaN,
        0.25);
  }

  @Test
  final void noLogitIsTooLarge() {
    Case c = new Case(1, 2, 1, false);
    float[] large = {1e30f, -1e30f};
    assertEquals(
        0, Bench.run(device(), binary(c, large, new float[] {1, 0})).getFirst()[0], "all right");
    double wrong = Bench.run(device(), binary(c, large, new float[] {0, 1})).getFirst()[0];
    assertEquals(1e30, wrong, 1e30 * 4 * ROUNDING, "all wrong");
    assertEquals(
        Math.log(2),
        Bench.run(device(), binary(c, new float[] {0, 0}, new float[] {0, 1})).getFirst()[0],
        8 * ROUNDING,
        "undecided");
  }
}
