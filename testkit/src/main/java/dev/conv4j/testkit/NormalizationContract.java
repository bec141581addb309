package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of {@link dev.conv4j.tensor.spi.NormalizationKernels}. The bounds count the roundings of a
 * float32 kernel that takes the distances from a rounded mean.
 */
public abstract class NormalizationContract extends KernelContract {
  private static final float EPSILON = NormalizationCase.EPSILON;

  /** For subclasses. */
  protected NormalizationContract() {}

  static List<NormalizationCase> cases() {
    return NormalizationCase.ALL;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void statisticsAgreeWithTheReference(NormalizationCase c) {
    float[] x = c.values();
    double n = Math.max(c.perChannel(), 1);
    double rounding = (n + 4) * ROUNDING;
    double[] sizes = c.sums(i -> Math.abs(x[i]) / n);
    double[] means = c.sums(i -> x[i] / n);
    double[] variances = c.sums(i -> Math.pow(x[i] - means[c.channel(i)], 2) / n);
    double[] meanBounds = Arrays.stream(sizes).map(size -> rounding * size).toArray();
    double[] varianceBounds = new double[variances.length];
    // Squares are taken around a mean that is itself off by its bound.
    Arrays.setAll(varianceBounds, i -> rounding * (variances[i] + meanBounds[i] * meanBounds[i]));
    requireAgreement(List.of(meanBounds, varianceBounds), statistics(c.x(), x));
  }

  private static Bench.Trial statistics(Shape shape, float... x) {
    Shape perChannel = Shape.of(shape.extent(1));
    return bench ->
        bench
            .kernels()
            .normalization()
            .statistics(bench.input(shape, x), bench.output(perChannel), bench.output(perChannel));
  }

  @Test
  final void statisticsAreThoseWorkedOutByHand() {
    Bench.Trial trial = statistics(Shape.of(2, 2, 1, 2), 1, 2, 10, 20, 3, 6, 30, 60);
    requireOutput(trial, 3, 30);
    assertArrayEquals(new double[] {3.5, 350}, Bench.run(device(), trial).get(1));
  }

  /** The sum of squares less the square of the sum would leave nothing of such a variance. */
  @Test
  final void aSmallVarianceFarFromZeroIsFound() {
    float[] x = new float[10_000];
    for (int i = 0; i < x.length; i++) {
      x[i] = 1e6f + (i % 2 == 0 ? 0.25f : -0.25f);
    }
    Bench.Trial trial = statistics(Shape.of(1, 1, 100, 100), x);
    requireOutput(trial, 1e6);
    assertArrayEquals(new double[] {0.0625}, Bench.run(device(), trial).get(1), 0.0625 * 1e-5);
  }

  @Test
  final void equalValuesHaveNoVariance() {
    float[] x = new float[99];
    Arrays.fill(x, 0.1f);
    double[] variance = Bench.run(device(), statistics(Shape.of(3, 1, 3, 11), x)).get(1);
    assertArrayEquals(new double[] {0}, variance, 1e-15);
  }

  @Test
  final void whatIsNoNumberSpoilsItsChannelAlone() {
    Bench.Trial trial = statistics(Shape.of(1, 3, 1, 2), 1, 3, Float.NaN, 0, 5, 5);
    requireOutput(trial, 2, Double.NaN, 5);
    assertArrayEquals(new double[] {1, Double.NaN, 0}, Bench.run(device(), trial).get(1));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void normalisingAgreesWithTheReference(NormalizationCase c) {
    float[] x = c.values();
    float[] means = c.means();
    float[] gammas = c.gammas();
    float[] betas = c.betas();
    double[] bounds = new double[x.length];
    Arrays.setAll(
        bounds,
        i -> {
          int channel = c.channel(i);
          double distance = Math.abs((double) x[i] - means[channel]);
          double slope = Math.abs(gammas[channel]) * c.scale(channel);
          return 5 * ROUNDING * (distance * slope + Math.abs(betas[channel]));
        });
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .normalization()
                .normalize(
                    bench.input(c.x(), x),
                    bench.input(c.statistics(), means),
                    bench.input(c.statistics(), c.variances()),
                    bench.input(c.statistics(), gammas),
                    bench.input(c.statistics(), betas),
                    bench.output(c.x()),
                    EPSILON));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void parameterGradientsAgreeWithTheReference(NormalizationCase c) {
    float[] x = c.values();
    float[] dy = c.outputGradients();
    float[] means = c.means();
    double rounding = (c.perChannel() + 4) * ROUNDING;
    double[] gammaBounds =
        c.sums(i -> {
          int channel = c.channel(i);
          double distance = Math.abs((double) x[i] - means[channel]);
          return rounding * Math.abs(dy[i]) * distance * c.scale(channel);
        });
    double[] betaBounds = c.sums(i -> rounding * Math.abs(dy[i]));
    requireAgreement(
        List.of(gammaBounds, betaBounds),
        bench ->
            bench
                .kernels()
                .normalization()
                .parameterGradients(
                    bench.input(c.x(), dy),
                    bench.input(c.x(), x),
                    bench.input(c.statistics(), means),
                    bench.input(c.statistics(), c.variances()),
                    bench.output(c.statistics()),
                    bench.output(c.statistics()),
                    EPSILON));
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void inputGradientAgreesWithTheReference(NormalizationCase c) {
    float[] x = c.values();
    float[] dy = c.outputGradients();
    float[] means = c.means();
    float[] gammas = c.gammas();
    float[] dgammas = Numbers.drawn(c.channels(), 7);
    float[] dbetas = Numbers.drawn(c.channels(), 8);
    double n = Math.max(c.perChannel(), 1);
    double[] bounds = new double[x.length];
    Arrays.setAll(
        bounds,
        i -> {
          int channel = c.channel(i);
          double scale = c.scale(channel);
          double slope = Math.abs((double) x[i] - means[channel]) * scale;
          double terms =
              Math.abs(dy[i])
                  + Math.abs(dbetas[channel]) / n
                  + slope * Math.abs(dgammas[channel]) / n;
          return 7 * ROUNDING * Math.abs(gammas[channel]) * scale * terms;
        });
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .normalization()
                .inputGradient(
                    bench.input(c.x(), dy),
                    bench.input(c.x(), x),
                    bench.input(c.statistics(), means),
                    bench.input(c.statistics(), c.variances()),
                    bench.input(c.statistics(), gammas),
                    bench.input(c.statistics(), dgammas),
                    bench.input(c.statistics(), dbetas),
                    bench.output(c.x()),
                    EPSILON));
  }

  @Test
  final void anAverageMovesByItsShare() {
    Shape two = Shape.of(2);
    requireOutput(
        bench ->
            bench
                .kernels()
                .normalization()
                .blend(
                    bench.input(two, new float[] {8, -4}),
                    bench.input(two, new float[] {1, 2}),
                    0.25f,
                    2,
                    bench.output(two)),
        6.5,
        -2);
  }
}
