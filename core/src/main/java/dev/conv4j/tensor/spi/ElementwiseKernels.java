package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/** One output element for one input element. All tensors of a call hold equally many. */
public interface ElementwiseKernels {

  /** {@code y = x}, element by element in row-major order; the shapes may differ. */
  void copy(Tensor x, Tensor y);

  /** Every element of {@code y} becomes {@code value}. */
  void fill(Tensor y, float value);

  /** {@code y = a + b}; {@code y} may be {@code a} or {@code b}. */
  void add(Tensor a, Tensor b, Tensor y);

  /** {@code y = max(x, 0)}; a NaN stays NaN; {@code y} may be {@code x}. */
  void relu(Tensor x, Tensor y);

  /** {@code dx = dy} where {@code x > 0}, else 0; the output of {@link #relu} serves for x too. */
  void reluGradient(Tensor dy, Tensor x, Tensor dx);
}
