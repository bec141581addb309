package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of {@link dev.conv4j.tensor.spi.ElementwiseKernels}. */
public abstract class ElementwiseContract extends KernelContract {
  private static final float INFINITE = Float.POSITIVE_INFINITY;

  /** For subclasses. */
  protected ElementwiseContract() {}

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 1000, 16384, 16385, 200_003})
  final void agreesWithTheReference(int count) {
    Shape shape = Shape.of(count);
    float[] a = Numbers.drawn(count, 1);
    float[] b = Numbers.drawn(count, 2);
    requireEquality(
        bench -> bench.kernels().elementwise().copy(bench.input(shape, a), bench.output(shape)));
    requireEquality(bench -> bench.kernels().elementwise().fill(bench.output(shape), 0.1f));
    requireAgreement(
        1,
        bench ->
            bench
                .kernels()
                .elementwise()
                .add(bench.input(shape, a), bench.input(shape, b), bench.output(shape)));
    requireEquality(
        bench -> bench.kernels().elementwise().relu(bench.input(shape, a), bench.output(shape)));
    requireEquality(bench ->
        bench
            .kernels()
            .elementwise()
            .reluGradient(bench.input(shape, a), bench.input(shape, b), bench.output(shape)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 33, 16385})
  final void addsInPlace(int count) {
    Shape shape = Shape.of(count);
    float[] a = Numbers.drawn(count, 1);
    float[] b = Numbers.drawn(count, 2);
    requireAgreement(
        1,
        bench -> {
          Tensor sum = bench.changed(shape, a);
          bench.kernels().elementwise().add(sum, bench.input(shape, b), sum);
        });
    requireAgreement(
        1,
        bench -> {
          Tensor sum = bench.changed(shape, a);
          bench.kernels().elementwise().add(bench.input(shape, b), sum, sum);
        });
    requireAgreement(
        1,
        bench -> {
          Tensor sum = bench.changed(shape, a);
          bench.kernels().elementwise().add(sum, sum, sum);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 33, 16385})
  final void rectifiesInPlace(int count) {
    Shape shape = Shape.of(count);
    float[] x = Numbers.drawn(count, 1);
    requireEquality(bench -> {
      Tensor changed = bench.changed(shape, x);
      bench.kernels().elementwise().relu(changed, changed);
    });
  }

  @Test
  final void copiesFromOneShapeToAnother() {
    requireOutput(
        bench ->
            bench
                .kernels()
                .elementwise()
                .copy(
                    bench.input(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}),
                    bench.output(Shape.of(3, 2, 1))),
        1,
        2,
        3,
        4,
        5,
        6);
  }

  @Test
  final void addsWhatIsNoNumberToo() {
    Shape shape = Shape.of(4);
    requireOutput(
        bench ->
            bench
                .kernels()
                .elementwise()
                .add(
                    bench.input(shape, new float[] {Float.NaN, INFINITE, INFINITE, 1}),
                    bench.input(shape, new float[] {1, 1, -INFINITE, -3}),
                    bench.output(shape)),
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NaN,
        -2);
  }

  @Test
  final void reluKeepsNanAndItsGradientStopsAtZero() {
    Shape shape = Shape.of(6);
    float[] x = {-2, 0, 3, Float.NaN, INFINITE, -INFINITE};
    requireOutput(
        bench -> bench.kernels().elementwise().relu(bench.input(shape, x), bench.output(shape)),
        0,
        0,
        3,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        0);
    requireOutput(
        bench ->
            bench
                .kernels()
                .elementwise()
                .reluGradient(
                    bench.input(shape, new float[] {1, 2, 3, 4, 5, 6}),
                    bench.input(shape, x),
                    bench.output(shape)),
        0,
        0,
        3,
        0,
        5,
        0);
  }
}
