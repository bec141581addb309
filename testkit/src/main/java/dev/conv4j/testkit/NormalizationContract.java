package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of {@link dev.conv4j.tensor.spi.NormalizationKernels}. The bounds count the roundings of a
 * float32 kernel that takes the distances from a rounded mean.
 */
public abstract class NormalizationContract extends KernelContract {
  private static final float EPSILON = 1e-5f;

  /** For subclasses. */
  protected NormalizationContract() {}

  /** Images and how far from 0 their values are. */
  record Case(Shape x, float offset) {
    int channels() {
      return x.intExtent(1);
    }

    long perChannel() {
      return x.count() / x.extent(1);
    }

    int channel(int element) {
      return element / Math.toIntExact(x.countPerItem() / x.extent(1)) % channels();
    }

    /** Values of ±1 around an offset that grows from channel to channel. */
    float[] values() {
      float[] values = Numbers.drawn(x.count(), 1);
      for (int i = 0; i < values.length; i++) {
        values[i] += offset * (1 + channel(i));
      }
      return values;
    }

    Shape statistics() {
      return Shape.of(channels());
    }

    float[] means() {
      float[] means = Numbers.drawn(channels(), 2);
      for (int c = 0; c < means.length; c++) {
        means[c] = 0.1f * means[c] + offset * (1 + c);
      }
      return means;
    }

    /** From 0.01 to 1. */
    float[] variances() {
      float[] variances = Numbers.drawn(channels(), 3);
      for (int c = 0; c < variances.length; c++) {
        variances[c] = 0.01f + Math.abs(variances[c]) * 0.99f;
      }
      return variances;
    }

    float[] gammas() {
      return Numbers.drawn(channels(), 4);
    }

    float[] betas() {
      return Numbers.drawn(channels(), 5);
    }

    float[] outputGradients() {
      return Numbers.drawn(x.count(), 6);
    }

    double scale(int channel) {
      return 1 / Math.sqrt((double) variances()[channel] + EPSILON);
    }

    /** For each channel, the sum of {@code term} over its elements. */
    double[] sums(IntToDoubleFunction term) {
      double[] sums = new double[channels()];
      for (int i = 0; i < x.count(); i++) {
        sums[channel(i)] += term.applyAsDouble(i);
      }
      return sums;
    }
  }

  static List<Case> cases() {
    List<Shape> shapes =
        List.of(
            Shape.of(0, 3, 4, 4),
            Shape.of(1, 1, 1, 1),
            Shape.of(1, 3, 1, 1),
            Shape.of(2, 3, 1, 1),
            Shape.of(64, 5, 1, 1),
            Shape.of(2, 3, 1, 7),
            Shape.of(2, 3, 2, 4),
            Shape.of(2, 3, 3, 3),
            Shape.of(2, 3, 1, 15),
            Shape.of(2, 3, 4, 4),
            Shape.of(2, 3, 1, 17),
            Shape.of(3, 2, 3, 11),
            Shape.of(1, 2, 5, 13),
            Shape.of(4, 17, 7, 7),
            Shape.of(5, 3),
            Shape.of(2, 3, 4, 2, 3),
            Shape.of(1, 2, 32, 64),
            Shape.of(2, 2, 3, 683),
            Shape.of(3, 8, 56, 56));
    return shapes.stream()
        .flatMap(x -> IntStream.of(0, 1, 1000).mapToObj(offset -> new Case(x, offset)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void statisticsAgreeWithTheReference(Case c) {
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
  final void normalisingAgreesWithTheReference(Case c) {
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
  final void parameterGradientsAgreeWithTheReference(Case c) {
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
  final void inputGradientAgreesWithTheReference(Case c) {
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
