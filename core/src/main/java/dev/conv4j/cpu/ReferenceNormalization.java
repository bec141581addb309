package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.NormalizationKernels;
import java.util.Arrays;

/** Batch normalisation by its definition. */
final class ReferenceNormalization implements NormalizationKernels {

  /** The elements from one channel of one image to the next. */
  private static int plane(Tensor x, int channels) {
    return (int) (x.shape().countPerItem() / Math.max(channels, 1));
  }

  @Override
  public void statistics(Tensor x, Tensor mean, Tensor variance) {
    double[] xs = doubles(x);
    double[] means = doubles(mean);
    double[] variances = doubles(variance);
    int channels = means.length;
    int plane = plane(x, channels);
    double n = Math.max(xs.length / Math.max(channels, 1), 1);
    Arrays.fill(means, 0);
    Arrays.fill(variances, 0);
    for (int i = 0; i < xs.length; i++) {
      means[i / plane % channels] += xs[i] / n;
    }
    for (int i = 0; i < xs.length; i++) {
      double distance = xs[i] - means[i / plane % channels];
      variances[i / plane % channels] += distance * distance / n;
    }
  }

  @Override
  public void normalize(
      Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, Tensor y, float epsilon) {
    double[] xs = doubles(x);
    double[] means = doubles(mean);
    double[] variances = doubles(variance);
    double[] gammas = doubles(gamma);
    double[] betas = doubles(beta);
    double[] ys = doubles(y);
    int plane = plane(x, means.length);
    for (int i = 0; i < xs.length; i++) {
      int c = i / plane % means.length;
      ys[i] = (xs[i] - means[c]) / Math.sqrt(variances[c] + epsilon) * gammas[c] + betas[c];
    }
  }

  @Override
  public void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      float epsilon) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] means = doubles(mean);
    double[] variances = doubles(variance);
    double[] dgammas = doubles(dgamma);
    double[] dbetas = doubles(dbeta);
    int plane = plane(x, means.length);
    Arrays.fill(dgammas, 0);
    Arrays.fill(dbetas, 0);
    for (int i = 0; i < xs.length; i++) {
      int c = i / plane % means.length;
      dgammas[c] += dys[i] * (xs[i] - means[c]) / Math.sqrt(variances[c] + epsilon);
      dbetas[c] += dys[i];
    }
  }

  @Override
  public void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      Tensor dx,
      float epsilon) {
    double[] dys = doubles(dy);
    double[] xs = doubles(x);
    double[] means = doubles(mean);
    double[] variances = doubles(variance);
    double[] gammas = doubles(gamma);
    double[] dgammas = doubles(dgamma);
    double[] dbetas = doubles(dbeta);
    double[] dxs = doubles(dx);
    int channels = means.length;
    int plane = plane(x, channels);
    for (int i = 0; i < xs.length; i++) {
      int c = i / plane % channels;
      int n = xs.length / channels;
      double s = Math.sqrt(variances[c] + epsilon);
      double slope = (xs[i] - means[c]) / s * dgammas[c] / n;
      dxs[i] = gammas[c] / s * (dys[i] - dbetas[c] / n - slope);
    }
  }

  @Override
  public void blend(Tensor running, Tensor observed, float share, float factor, Tensor next) {
    double[] before = doubles(running);
    double[] seen = doubles(observed);
    double[] into = doubles(next);
    for (int c = 0; c < into.length; c++) {
      into[c] = (1 - (double) share) * before[c] + share * (factor * seen[c]);
    }
  }
}
