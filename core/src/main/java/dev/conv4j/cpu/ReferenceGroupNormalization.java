package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.GroupGeometry;
import dev.conv4j.tensor.spi.GroupNormalizationKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Normalisation over groups by its definition. */
final class ReferenceGroupNormalization implements GroupNormalizationKernels {

  @Override
  public void normalize(
      Tensor x,
      @Nullable Tensor gamma,
      @Nullable Tensor beta,
      Tensor y,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      GroupGeometry geometry,
      float epsilon) {
    double[] xs = doubles(x);
    double[] ys = doubles(y);
    double[] means = new double[(int) geometry.count()];
    double[] variances = new double[means.length];
    int size = (int) geometry.size();
    for (int i = 0; i < xs.length; i++) {
      means[i / size] += xs[i] / size;
    }
    for (int i = 0; i < xs.length; i++) {
      double distance = xs[i] - means[i / size];
      variances[i / size] += distance * distance / size;
    }
    for (int i = 0; i < xs.length; i++) {
      double distance = xs[i] - means[i / size];
      double normal = distance / Math.sqrt(variances[i / size] + epsilon);
      ys[i] = normal * each(gamma, i, geometry, 1) + each(beta, i, geometry, 0);
    }
    if (mean != null && variance != null) {
      System.arraycopy(means, 0, doubles(mean), 0, means.length);
      System.arraycopy(variances, 0, doubles(variance), 0, means.length);
    }
  }

  /** What there is for the channel of element {@code i}. */
  private static double each(@Nullable Tensor perChannel, int i, GroupGeometry g, double none) {
    return perChannel == null ? none : doubles(perChannel)[channel(i, g)];
  }

  private static int channel(int i, GroupGeometry geometry) {
    return i / geometry.pixels() % geometry.channels();
  }

  @Override
  public void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      GroupGeometry geometry,
      float epsilon) {
    double[] dys = doubles(dy);
    double[] dgammas = doubles(dgamma);
    double[] dbetas = doubles(dbeta);
    Arrays.fill(dgammas, 0);
    Arrays.fill(dbetas, 0);
    for (int i = 0; i < dys.length; i++) {
      dgammas[channel(i, geometry)] += dys[i] * normal(i, x, mean, variance, geometry, epsilon);
      dbetas[channel(i, geometry)] += dys[i];
    }
  }

  private static double normal(
      int i, Tensor x, Tensor mean, Tensor variance, GroupGeometry geometry, float epsilon) {
    int group = i / (int) geometry.size();
    return (doubles(x)[i] - doubles(mean)[group]) / Math.sqrt(doubles(variance)[group] + epsilon);
  }

  @Override
  public void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor gamma,
      Tensor dx,
      GroupGeometry geometry,
      float epsilon) {
    double[] dys = doubles(dy);
    double[] dxs = doubles(dx);
    int size = (int) geometry.size();
    double[] sums = new double[(int) geometry.count()];
    double[] slopes = new double[sums.length];
    for (int i = 0; i < dys.length; i++) {
      double g = dys[i] * each(gamma, i, geometry, 1);
      sums[i / size] += g;
      slopes[i / size] += g * normal(i, x, mean, variance, geometry, epsilon);
    }
    for (int i = 0; i < dys.length; i++) {
      int group = i / size;
      double g = dys[i] * each(gamma, i, geometry, 1);
      double h = normal(i, x, mean, variance, geometry, epsilon);
      double scale = 1 / Math.sqrt(doubles(variance)[group] + epsilon);
      dxs[i] = scale * (g - sums[group] / size - h * slopes[group] / size);
    }
  }
}
