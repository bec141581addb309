package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/** Puts pixels around {@code x [N, C, H, W]}; {@code y} is shaped {@code outputShape(x)}. */
public interface PaddingKernels {

  /** The images, and around them what {@link PadGeometry#mode} says. */
  void pad(Tensor x, Tensor y, PadGeometry geometry);

  /** The gradient of {@link #pad} by {@code x}: each pixel's, wherever it is seen, added up. */
  void padGradient(Tensor dy, Tensor dx, PadGeometry geometry);
}
