package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * Batch normalisation (Ioffe and Szegedy 2015, arXiv:1502.03167) of {@code x [N, C, ...]}, channel
 * by channel. A channel is all elements with the same index on the second axis; everything that
 * there is one of for each channel is shaped {@code [C]}.
 */
public interface NormalizationKernels {

  /**
   * The mean and the variance of each channel; the variance is the mean squared distance from the
   * mean, divided by the number of elements. Both are exact to rounding however far the mean is
   * from 0. Without elements both are 0.
   */
  void statistics(Tensor x, Tensor mean, Tensor variance);

  /** {@code y = (x - mean) / sqrt(variance + epsilon) * gamma + beta}. */
  void normalize(
      Tensor x, Tensor mean, Tensor variance, Tensor gamma, Tensor beta, Tensor y, float epsilon);

  /**
   * The gradients of {@link #normalize} by its scales and its shifts: {@code dgamma} is the sum of
   * {@code dy * (x - mean) / sqrt(variance + epsilon)}, {@code dbeta} the sum of {@code dy}.
   */
  void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      float epsilon);

  /**
   * The gradient of {@link #normalize} by {@code x} where mean and variance are those of {@code x}
   * itself: {@code dx = gamma / s * (dy - dbeta / n - (x - mean) / s * dgamma / n)} with {@code s =
   * sqrt(variance + epsilon)} and {@code n} the elements of a channel. With zeros for {@code
   * dgamma} and {@code dbeta} it is the gradient where they are given numbers.
   */
  void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      Tensor dx,
      float epsilon);

  /**
   * A step of an exponential average: {@code next = (1 - share) * running + share * (factor *
   * observed)}. The shapes are equal; {@code next} may be {@code running}.
   */
  void blend(Tensor running, Tensor observed, float share, float factor, Tensor next);
}
