package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation over groups of channels of one image (Wu and He 2018, arXiv:1803.08494), cut as a
 * {@link GroupGeometry} says. Images never meet. Statistics are {@code [rows, groups]}, everything
 * that there is one of for each channel is {@code [channels]} in whatever shape.
 */
public interface GroupNormalizationKernels {

  /**
   * {@code y = (x - mean) / sqrt(variance + epsilon) * gamma + beta} with the mean and the variance
   * of each group, the variance divided by the number of elements.
   *
   * @param gamma the scales; null for ones
   * @param beta the shifts; null for zeros
   * @param mean what was found, for the gradients; null where nobody will ask for them
   * @param variance likewise; null if {@code mean} is
   */
  void normalize(
      Tensor x,
      @Nullable Tensor gamma,
      @Nullable Tensor beta,
      Tensor y,
      @Nullable Tensor mean,
      @Nullable Tensor variance,
      GroupGeometry geometry,
      float epsilon);

  /**
   * The gradients of {@link #normalize} by its scales and its shifts: for each channel the sums
   * over rows and pixels of {@code dy * (x - mean) / sqrt(variance + epsilon)} and of {@code dy}.
   */
  void parameterGradients(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor dgamma,
      Tensor dbeta,
      GroupGeometry geometry,
      float epsilon);

  /**
   * The gradient of {@link #normalize} by {@code x}. With {@code g = dy * gamma}, {@code s =
   * sqrt(variance + epsilon)}, {@code h = (x - mean) / s} and means over the group: {@code dx = (g
   * - mean(g) - h * mean(g * h)) / s}.
   *
   * @param gamma null for ones
   */
  void inputGradient(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor gamma,
      Tensor dx,
      GroupGeometry geometry,
      float epsilon);
}
