package dev.conv4j.testkit;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.GroupGeometry;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws of {@link dev.conv4j.tensor.spi.GroupNormalizationKernels}. The bounds count the roundings
 * of a float32 kernel that takes the distances from a rounded mean.
 */
public abstract class GroupNormalizationContract extends KernelContract {
  private static final float EPSILON = GroupCase.EPSILON;

  /** For subclasses. */
  protected GroupNormalizationContract() {}

  static List<GroupCase> cases() {
    return GroupCase.ALL;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void normalisingAgreesWithTheReference(GroupCase c) {
    float[] x = c.values();
    float[] gammas = c.gammas();
    float[] betas = c.betas();
    double n = Math.max(c.size(), 1);
    double rounding = (n + 4) * ROUNDING;
    double[] means = c.groupSums(i -> x[i] / n);
    double[] sizes = c.groupSums(i -> Math.abs(x[i]) / n);
    double[] variances = c.groupSums(i -> Math.pow(x[i] - means[c.group(i)], 2) / n);
    double[] meanBounds = Arrays.stream(sizes).map(size -> rounding * size).toArray();
    double[] varianceBounds = new double[variances.length];
    // Squares are taken around a mean that is itself off by its bound.
    Arrays.setAll(varianceBounds, g -> rounding * (variances[g] + meanBounds[g] * meanBounds[g]));
    double[] plain = new double[x.length];
    double[] bounds = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int g = c.group(i);
      double scale = 1 / Math.sqrt(variances[g] + EPSILON);
      double off = varianceBounds[g] / (2 * (variances[g] + EPSILON)) + 4 * ROUNDING;
      double distance = Math.abs(x[i] - means[g]);
      plain[i] = scale * (meanBounds[g] * (1 + off) + distance * off);
      bounds[i] =
          Math.abs(gammas[c.channel(i)]) * (plain[i] + 3 * ROUNDING * distance * scale)
              + 2 * ROUNDING * Math.abs(betas[c.channel(i)]);
      plain[i] += 3 * ROUNDING * distance * scale;
    }
    requireAgreement(
        List.of(bounds, meanBounds, varianceBounds),
        bench ->
            bench
                .kernels()
                .groupNormalization()
                .normalize(
                    bench.input(c.x(), x),
                    bench.input(c.perChannel(), gammas),
                    bench.input(c.perChannel(), betas),
                    bench.output(c.x()),
                    bench.output(c.perGroup()),
                    bench.output(c.perGroup()),
                    c.geometry(),
                    EPSILON));
    requireAgreement(
        List.of(plain),
        bench ->
            bench
                .kernels()
                .groupNormalization()
                .normalize(
                    bench.input(c.x(), x),
                    null,
                    null,
                    bench.output(c.x()),
                    null,
                    null,
                    c.geometry(),
                    EPSILON));
  }

  @Test
  final void outputsAreThoseWorkedOutByHand() {
    GroupGeometry geometry = new GroupGeometry(2, 2, 4, 1);
    Shape x = Shape.of(2, 4);
    Shape four = Shape.of(4);
    // With a variance of 1 and an epsilon of 3 the divisor is 2.
    requireOutput(
        bench ->
            bench
                .kernels()
                .groupNormalization()
                .normalize(
                    bench.input(x, new float[] {-1, 1, 7, 7, Float.NaN, 0, 4, 6}),
                    bench.input(four, new float[] {2, 2, 2, 4}),
                    bench.input(four, new float[] {0, 10, -1, 1}),
                    bench.output(x),
                    null,
                    null,
                    geometry,
                    3),
        -1,
        11,
        -1,
        1,
        Double.NaN,
        Double.NaN,
        -2,
        3);
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void parameterGradientsAgreeWithTheReference(GroupCase c) {
    float[] x = c.values();
    float[] dy = c.outputGradients();
    double rounding = (c.geometry().rows() * (double) c.geometry().pixels() + 6) * ROUNDING;
    double[] normal = normal(c, x);
    double[] gammaBounds = c.channelSums(i -> rounding * Math.abs(dy[i] * normal[i]));
    double[] betaBounds = c.channelSums(i -> rounding * Math.abs(dy[i]));
    requireAgreement(
        List.of(gammaBounds, betaBounds),
        bench ->
            bench
                .kernels()
                .groupNormalization()
                .parameterGradients(
                    bench.input(c.x(), dy),
                    bench.input(c.x(), x),
                    bench.input(c.perGroup(), c.means()),
                    bench.input(c.perGroup(), c.variances()),
                    bench.output(c.perChannel()),
                    bench.output(c.perChannel()),
                    c.geometry(),
                    EPSILON));
  }

  private static double[] normal(GroupCase c, float[] x) {
    float[] means = c.means();
    float[] variances = c.variances();
    double[] normal = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int g = c.group(i);
      normal[i] = ((double) x[i] - means[g]) / Math.sqrt((double) variances[g] + EPSILON);
    }
    return normal;
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void inputGradientAgreesWithTheReference(GroupCase c) {
    requireInputGradient(c, c.gammas());
  }

  @ParameterizedTest
  @MethodSource("cases")
  final void inputGradientWithoutScalesAgreesWithTheReference(GroupCase c) {
    requireInputGradient(c, null);
  }

  private void requireInputGradient(GroupCase c, float @Nullable [] gammas) {
    float[] x = c.values();
    float[] dy = c.outputGradients();
    float[] variances = c.variances();
    double n = Math.max(c.size(), 1);
    double[] normal = normal(c, x);
    double[] g = new double[x.length];
    Arrays.setAll(g, i -> Math.abs(dy[i] * (gammas == null ? 1 : gammas[c.channel(i)])));
    double[] sums = c.groupSums(i -> g[i] / n);
    double[] slopes = c.groupSums(i -> g[i] * Math.abs(normal[i]) / n);
    double[] bounds = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int group = c.group(i);
      double terms =
          6 * g[i] + (n + 8) * sums[group] + (n + 14) * Math.abs(normal[i]) * slopes[group];
      bounds[i] = ROUNDING * terms / Math.sqrt((double) variances[group] + EPSILON);
    }
    requireAgreement(
        List.of(bounds),
        bench ->
            bench
                .kernels()
                .groupNormalization()
                .inputGradient(
                    bench.input(c.x(), dy),
                    bench.input(c.x(), x),
                    bench.input(c.perGroup(), c.means()),
                    bench.input(c.perGroup(), variances),
                    gammas == null ? null : bench.input(c.perChannel(), gammas),
                    bench.output(c.x()),
                    c.geometry(),
                    EPSILON));
  }
}
