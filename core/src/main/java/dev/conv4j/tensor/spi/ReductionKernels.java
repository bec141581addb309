package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/** Sums over some axes. */
public interface ReductionKernels {

  /**
   * The sum over all axes but the second: of {@code x [N, C, ...]} into {@code sums [C]}. The
   * gradient of a bias.
   */
  void sumPerChannel(Tensor x, Tensor sums);
}
