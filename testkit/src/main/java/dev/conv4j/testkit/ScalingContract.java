package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of {@link dev.conv4j.tensor.spi.ScalingKernels}. */
public abstract class ScalingContract extends KernelContract {

  /** For subclasses. */
  protected ScalingContract() {}

  /** Elements, and factors for stretches of them. */
  record Case(Shape x, Shape factors) {
    long length() {
      return x.count() / Math.max(factors.count(), 1);
    }

    float[] values() {
      return Numbers.drawn(x.count(), 1);
    }

    float[] factorValues() {
      return Numbers.drawn(factors.count(), 2);
    }

    float[] gradients() {
      return Numbers.drawn(x.count(), 3);
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case(Shape.of(0, 3, 4, 4), Shape.of(0, 3, 1, 1)));
    cases.add(new Case(Shape.of(2, 3, 0, 4), Shape.of(2, 3, 1, 1)));
    cases.add(new Case(Shape.of(1, 1, 1, 1), Shape.of(1, 1, 1, 1)));
    cases.add(new Case(Shape.of(5, 7), Shape.of(5, 7)));
    cases.add(new Case(Shape.of(5, 7), Shape.of(5)));
    for (int width : new int[] {1, 7, 8, 9, 15, 16, 17, 33}) {
      cases.add(new Case(Shape.of(3, 5, 1, width), Shape.of(3, 5, 1, 1)));
      cases.add(new Case(Shape.of(3, 5, 1, width), Shape.of(3, 1, 1, 1)));
    }
    cases.add(new Case(Shape.of(2, 3, 40, 41), Shape.of(2, 3, 1, 1)));
    cases.add(new Case(Shape.of(3, 20, 30, 30), Shape.of(3)));
    cases.add(new Case(Shape.of(70, 33, 8, 8), Shape.of(70, 33, 1, 1)));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void productsAgreeWithTheReference(Case c) {
    requireAgreement(
        1,
        bench ->
            bench
                .kernels()
                .scaling()
                .scale(
                    bench.input(c.x(), c.values()),
                    bench.input(c.factors(), c.factorValues()),
                    bench.output(c.x())));
    requireAgreement(
        1,
        bench -> {
          var inPlace = bench.changed(c.x(), c.values());
          bench
              .kernels()
              .scaling()
              .scale(inPlace, bench.input(c.factors(), c.factorValues()), inPlace);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void factorGradientsAgreeWithTheReference(Case c) {
    requireAgreement(
        c.length() + 1,
        bench ->
            bench
                .kernels()
                .scaling()
                .factorGradient(
                    bench.input(c.x(), c.gradients()),
                    bench.input(c.x(), c.values()),
                    bench.output(c.factors())));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void productsWithOneNumberAgreeWithTheReference(Case c) {
    requireAgreement(
        1,
        bench ->
            bench
                .kernels()
                .scaling()
                .multiply(bench.input(c.x(), c.values()), 0.3f, bench.output(c.x())));
    requireAgreement(
        1,
        bench -> {
          var inPlace = bench.changed(c.x(), c.values());
          bench.kernels().scaling().multiply(inPlace, 0.7f, inPlace);
        });
  }

  @Test
  final void theseAreWorkedOutByHand() {
    Shape x = Shape.of(2, 2, 1, 2);
    float[] values = {1, 2, 3, 4, 5, 6, 7, Float.NaN};
    requireOutput(
        bench ->
            bench
                .kernels()
                .scaling()
                .scale(
                    bench.input(x, values),
                    bench.input(Shape.of(2, 2, 1, 1), new float[] {1, -1, 2, 0}),
                    bench.output(x)),
        1,
        2,
        -3,
        -4,
        10,
        12,
        0,
        Double.NaN);
    requireOutput(
        bench ->
            bench
                .kernels()
                .scaling()
                .factorGradient(
                    bench.input(x, new float[] {1, 1, 2, 3, 0, 1, 1, 1}),
                    bench.input(x, values),
                    bench.output(Shape.of(2, 2, 1, 1))),
        3,
        18,
        6,
        Double.NaN);
  }
}
