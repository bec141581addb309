package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

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
}
