package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Pooling of {@code x [N, C, H, W]} to {@code y [N, C, H', W']} of any size, as PyTorch defines it:
 * output row {@code i} sees the rows from {@code floor(i * H / H')} to {@code ceil((i + 1) * H /
 * H')}, the last excluded; likewise the columns. Windows may overlap, and none is empty.
 */
public interface AdaptivePoolingKernels {

  /** The mean of each window. */
  void average(Tensor x, Tensor y);

  /** The gradient of {@link #average} by {@code x}. */
  void averageGradient(Tensor dy, Tensor dx);

  /**
   * The largest pixel of each window: of equal pixels the first in row order, and a NaN is larger
   * than anything.
   *
   * @param positions int32, shaped like {@code y}: where in its channel of {@code x} each maximum
   *     stood, {@code row * W + column}; null where nobody will ask for the gradient
   */
  void max(Tensor x, Tensor y, @Nullable Tensor positions);

  /** The gradient of {@link #max} by {@code x}. */
  void maxGradient(Tensor dy, Tensor positions, Tensor dx);
}
