package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * Activation functions. A NaN stays NaN, and where a formula multiplies -∞ by 0 one arises.
 *
 * <p>Exponentials and what is made of them are devices' own polynomials. Values are within 2⁻²⁰
 * relatively of the true ones (those of {@link Activation.Kind#GELU_TANH} within {@code 2⁻²⁰ (1 +
 * x²)}), slopes within 2⁻²⁰ times the magnitudes of their terms; below 2⁻¹²⁶ they may be 0.
 */
public interface ActivationKernels {

  /** {@code y = f(x)}, element by element; {@code y} may be {@code x}. */
  void forward(Tensor x, Tensor y, Activation f);

  /** {@code dx = dy * f'(x)}. */
  void gradient(Tensor dy, Tensor x, Tensor dx, Activation f);

  /**
   * {@code y = x > 0 ? x : weight * x} (PReLU; He et al. 2015, arXiv:1502.01852); {@code y} may be
   * {@code x}.
   *
   * @param x {@code [N, C, ...]}
   * @param weight {@code [C]}, one for each channel, or {@code [1]}
   */
  void parametricRelu(Tensor x, Tensor weight, Tensor y);

  /** The gradient of {@link #parametricRelu} by {@code x}: {@code x > 0 ? dy : weight * dy}. */
  void parametricReluGradient(Tensor dy, Tensor x, Tensor weight, Tensor dx);

  /** Its gradient by the weights: the sum of {@code dy * x} where not {@code x > 0}. */
  void parametricReluWeightGradient(Tensor dy, Tensor x, Tensor dweight);

  /**
   * {@code y = exp(x) / sum(exp(x))}, the sum over the channels of each pixel. Channels without a
   * finite maximum become NaN.
   *
   * @param x {@code [N, C, ...]}
   */
  void softmax(Tensor x, Tensor y);

  /** The gradient of {@link #softmax} by x, from its output: {@code y * (dy - sum(dy * y))}. */
  void softmaxGradient(Tensor dy, Tensor y, Tensor dx);
}
