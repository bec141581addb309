package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Pooling of {@code x [N, C, H, W]} to {@code y}, shaped {@code geometry.outputShape(x)}. */
public interface PoolingKernels {

  /**
   * The largest pixel of each window; padding is never chosen. Of equal pixels the first in row
   * order is taken, and a NaN is larger than anything.
   *
   * @param positions int32, shaped like {@code y}: where in its channel of {@code x} each maximum
   *     stood, {@code row * W + column}; null where nobody will ask for the gradient
   */
  void max(Tensor x, Tensor y, @Nullable Tensor positions, PoolGeometry geometry);

  /** The gradient of {@link #max} by {@code x}. */
  void maxGradient(Tensor dy, Tensor positions, Tensor dx, PoolGeometry geometry);

  /**
   * The mean of each window: of its pixels on the image or, if {@link
   * PoolGeometry#countIncludePad}, of those and of zeros in the padding. There is no dilation.
   */
  void average(Tensor x, Tensor y, PoolGeometry geometry);

  /** The gradient of {@link #average} by {@code x}. */
  void averageGradient(Tensor dy, Tensor dx, PoolGeometry geometry);
}
