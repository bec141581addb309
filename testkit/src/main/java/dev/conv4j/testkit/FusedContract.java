package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.NormalizationKernels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of {@link dev.conv4j.tensor.spi.FusedKernels}: the bits of the plain kernels, one after the
 * other.
 */
public abstract class FusedContract extends KernelContract {
  private static final float EPSILON = NormalizationCase.EPSILON;

  /** For subclasses. */
  protected FusedContract() {}

  /** What is done to an output that was normalised. */
  record Normalized(NormalizationCase numbers, boolean isAdded, boolean isRectified) {
    @Override
    public String toString() {
      return numbers + (isAdded ? ", added" : "") + (isRectified ? ", rectified" : "");
    }
  }

  static Stream<Normalized> normalizations() {
    return NormalizationCase.ALL.stream()
        .flatMap(c ->
            Stream.of(
                new Normalized(c, false, false),
                new Normalized(c, false, true),
                new Normalized(c, true, false),
                new Normalized(c, true, true)));
  }

  static List<PoolingCase> poolings() {
    return PoolingCase.ALL;
  }

  @ParameterizedTest
  @MethodSource("normalizations")
  final void normalizationHasTheBitsOfItsSteps(Normalized n) {
    NormalizationCase c = n.numbers;
    requireSame(
        bench -> {
          Tensor residual = n.isAdded ? residual(bench, c) : null;
          Tensor y = bench.output(c.x());
          plain(bench)
              .normalize(
                  x(bench, c),
                  mean(bench, c),
                  variance(bench, c),
                  gamma(bench, c),
                  beta(bench, c),
                  y,
                  EPSILON);
          if (residual != null) {
            bench.kernels().elementwise().add(y, residual, y);
          }
          if (n.isRectified) {
            bench.kernels().elementwise().relu(y, y);
          }
        },
        bench ->
            bench
                .kernels()
                .fused()
                .normalize(
                    x(bench, c),
                    mean(bench, c),
                    variance(bench, c),
                    gamma(bench, c),
                    beta(bench, c),
                    n.isAdded ? residual(bench, c) : null,
                    n.isRectified,
                    bench.output(c.x()),
                    EPSILON));
  }

  @ParameterizedTest
  @MethodSource("normalizations")
  final void itsGradientsHaveTheBitsOfTheirSteps(Normalized n) {
    NormalizationCase c = n.numbers;
    Shape perChannel = c.statistics();
    requireSame(
        bench -> {
          Tensor dy = bench.input(c.x(), c.outputGradients());
          Tensor dgamma = bench.output(perChannel);
          Tensor dbeta = bench.output(perChannel);
          Tensor dx = bench.output(c.x());
          Tensor passed = n.isAdded ? bench.output(c.x()) : null;
          Tensor g = dy;
          if (n.isRectified) {
            g = passed == null ? bench.weight(c.x(), c.outputGradients()) : passed;
            bench.kernels().elementwise().reluGradient(dy, rectified(bench, c), g);
          } else if (passed != null) {
            bench.kernels().elementwise().copy(dy, passed);
          }
          Tensor x = x(bench, c);
          Tensor mean = mean(bench, c);
          Tensor variance = variance(bench, c);
          plain(bench).parameterGradients(g, x, mean, variance, dgamma, dbeta, EPSILON);
          plain(bench)
              .inputGradient(g, x, mean, variance, gamma(bench, c), dgamma, dbeta, dx, EPSILON);
        },
        bench -> {
          Tensor dgamma = bench.output(perChannel);
          Tensor dbeta = bench.output(perChannel);
          Tensor dx = bench.output(c.x());
          bench
              .kernels()
              .fused()
              .normalizeGradient(
                  bench.input(c.x(), c.outputGradients()),
                  n.isRectified ? rectified(bench, c) : null,
                  x(bench, c),
                  mean(bench, c),
                  variance(bench, c),
                  gamma(bench, c),
                  dgamma,
                  dbeta,
                  n.isAdded ? bench.output(c.x()) : null,
                  dx,
                  EPSILON);
        });
  }

  @ParameterizedTest
  @MethodSource("poolings")
  final void rectifiedMaximaHaveTheBitsOfTheirSteps(PoolingCase c) {
    for (float[] image :
        List.of(Numbers.withTies(c.x().count(), 1), Numbers.withSpecials(c.x().count(), 1))) {
      requireSame(
          bench -> {
            Tensor y = bench.output(c.y());
            Tensor positions = bench.intOutput(c.y());
            bench.kernels().pooling().max(bench.input(c.x(), image), y, positions, c.geometry());
            bench.kernels().elementwise().relu(y, y);
          },
          bench ->
              bench
                  .kernels()
                  .fused()
                  .rectifiedMax(
                      bench.input(c.x(), image),
                      bench.output(c.y()),
                      bench.intOutput(c.y()),
                      c.geometry()));
    }
  }

  @ParameterizedTest
  @MethodSource("poolings")
  final void theirGradientHasTheBitsOfItsSteps(PoolingCase c) {
    float[] dy = Numbers.drawn(c.y().count(), 2);
    float[] image = Numbers.withTies(c.x().count(), 1);
    requireSame(
        bench -> {
          Tensor dx = bench.output(c.x());
          Pooled pooled = pooled(bench, c, image);
          Tensor passed = bench.weight(c.y(), dy);
          Tensor from = bench.input(c.y(), dy);
          bench.kernels().elementwise().reluGradient(from, pooled.y, passed);
          bench.kernels().pooling().maxGradient(passed, pooled.positions, dx, c.geometry());
        },
        bench -> {
          Tensor dx = bench.output(c.x());
          Pooled pooled = pooled(bench, c, image);
          Tensor from = bench.input(c.y(), dy);
          bench
              .kernels()
              .fused()
              .rectifiedMaxGradient(from, pooled.y, pooled.positions, dx, c.geometry());
        });
  }

  private record Pooled(Tensor y, Tensor positions) {}

  private static Pooled pooled(Bench bench, PoolingCase c, float[] image) {
    Tensor y = bench.output(c.y());
    Tensor positions = bench.intOutput(c.y());
    bench.kernels().fused().rectifiedMax(bench.input(c.x(), image), y, positions, c.geometry());
    return new Pooled(y, positions);
  }

  /** On one thread and on three. */
  private void requireSame(Bench.Trial steps, Bench.Trial fused) {
    List<double[]> expected = Bench.run(device(), steps);
    for (var device : List.of(device(), oneThreadDevice())) {
      List<double[]> actual = Bench.run(device, fused);
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i), actual.get(i), "output " + i);
      }
    }
  }

  private static NormalizationKernels plain(Bench bench) {
    return bench.kernels().normalization();
  }

  private static Tensor x(Bench bench, NormalizationCase c) {
    return bench.input(c.x(), c.values());
  }

  private static Tensor mean(Bench bench, NormalizationCase c) {
    return bench.input(c.statistics(), c.means());
  }

  private static Tensor variance(Bench bench, NormalizationCase c) {
    return bench.input(c.statistics(), c.variances());
  }

  private static Tensor gamma(Bench bench, NormalizationCase c) {
    return bench.input(c.statistics(), c.gammas());
  }

  private static Tensor beta(Bench bench, NormalizationCase c) {
    return bench.input(c.statistics(), c.betas());
  }

  private static Tensor residual(Bench bench, NormalizationCase c) {
    return bench.input(c.x(), Numbers.drawn(c.x().count(), 7));
  }

  /** What a rectifier gave out: zeros, numbers above, and here and there a NaN. */
  private static Tensor rectified(Bench bench, NormalizationCase c) {
    float[] y = Numbers.drawn(c.x().count(), 8);
    for (int i = 0; i < y.length; i++) {
      y[i] = i % 11 == 10 ? Float.NaN : Math.max(y[i], 0);
    }
    return bench.input(c.x(), y);
  }
}
