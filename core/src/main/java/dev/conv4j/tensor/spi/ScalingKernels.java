package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * Multiplication by a number for each stretch of elements: of each channel of each image where the
 * factors are {@code [N, C, 1, 1]}, of each image where they are {@code [N]}. There is at least one
 * factor unless {@code x} is empty, and their number divides that of the elements; factor {@code i}
 * is for the {@code i}-th stretch in row-major order.
 */
public interface ScalingKernels {

  /**
   * Multiplies each stretch by its factor. With an output gradient for {@code x} it is the gradient
   * by {@code x}.
   *
   * @param y shaped like {@code x}, and may be {@code x}
   */
  void scale(Tensor x, Tensor factors, Tensor y);

  /**
   * The gradient of {@link #scale} by the factors: of each stretch the sum of {@code dy * x}, 0 if
   * it has no elements.
   */
  void factorGradient(Tensor dy, Tensor x, Tensor dfactors);

  /** {@code y = factor * x}; {@code y} may be {@code x}. */
  void multiply(Tensor x, float factor, Tensor y);
}
