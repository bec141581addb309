package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Steps of training that often follow each other, each pair or triple as one kernel: a device may
 * do them in one pass over memory. The bits are those of the plain kernels called one after the
 * other, which is what a device gets by default.
 */
public interface FusedKernels {

  /**
   * {@link NormalizationKernels#normalize}, then {@code y = y + residual}, then {@code y = max(y,
   * 0)}.
   *
   * @param residual shaped like {@code y}, and not in its memory; null for none
   * @param rectified whether negative outputs become 0
   */
  void normalize(
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor beta,
      @Nullable Tensor residual,
      boolean rectified,
      Tensor y,
      float epsilon);

  /**
   * All gradients of {@link #normalize} where mean and variance are those of {@code x} itself: with
   * {@code g = dy} where {@code y > 0}, else 0, those of {@link
   * NormalizationKernels#parameterGradients} and {@link NormalizationKernels#inputGradient} for
   * {@code g}.
   *
   * @param y what the rectifier gave out; null if there was none, {@code g} is then {@code dy}
   * @param dresidual becomes {@code g}; null if nobody wants it
   */
  void normalizeGradient(
      Tensor dy,
      @Nullable Tensor y,
      Tensor x,
      Tensor mean,
      Tensor variance,
      Tensor gamma,
      Tensor dgamma,
      Tensor dbeta,
      @Nullable Tensor dresidual,
      Tensor dx,
      float epsilon);

  /** {@link PoolingKernels#max} with positions, then {@code y = max(y, 0)}. */
  void rectifiedMax(Tensor x, Tensor y, Tensor positions, PoolGeometry geometry);

  /** The gradient of {@link #rectifiedMax} by {@code x}; {@code y} is what that gave out. */
  void rectifiedMaxGradient(
      Tensor dy, Tensor y, Tensor positions, Tensor dx, PoolGeometry geometry);
}
