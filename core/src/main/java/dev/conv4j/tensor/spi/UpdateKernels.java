package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Steps of the optimizers, in place, as PyTorch defines them. All tensors of a call but those of
 * {@link StepNumbers} and {@code squares} hold equally many elements. The rate of a step is {@code
 * rateFactor} times that of the {@link StepNumbers}.
 */
public interface UpdateKernels {

  /**
   * Settings of {@link #sgd}.
   *
   * @param momentum 0 for none
   * @param nesterov whether the momentum is Nesterov's
   */
  record SgdSettings(float rateFactor, float momentum, boolean nesterov, float weightDecay) {}

  /**
   * Settings of {@link #adam}.
   *
   * @param decoupled whether the weights decay by themselves (AdamW) or through the gradient
   */
  record AdamSettings(
      float rateFactor,
      float beta1,
      float beta2,
      float epsilon,
      float weightDecay,
      boolean decoupled) {}

  /**
   * Settings of {@link #rmsProp}.
   *
   * @param alpha the share of the old average of squares that stays
   * @param momentum 0 for none
   */
  record RmsPropSettings(
      float rateFactor, float alpha, float epsilon, float momentum, float weightDecay) {}

  /**
   * Stochastic gradient descent: {@code g = gradient + weightDecay * p}; with momentum {@code v =
   * momentum * v + g} and {@code g = nesterov ? g + momentum * v : v}; then {@code p = p - rate *
   * g}.
   *
   * @param velocity {@code v}, zeros before the first step; null without momentum
   */
  void sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      StepNumbers numbers,
      SgdSettings settings);

  /**
   * Adam (Kingma and Ba 2015, arXiv:1412.6980) and AdamW (Loshchilov and Hutter 2019,
   * arXiv:1711.05101): {@code g = gradient + weightDecay * p}, or where it is decoupled {@code g =
   * gradient} and first {@code p = p - rate * weightDecay * p}; then {@code m = beta1 * m + (1 -
   * beta1) * g}, {@code s = beta2 * s + (1 - beta2) * g²}, and {@code p = p - rate / c1 * m /
   * (sqrt(s) / c2 + epsilon)} with c1 and c2 from the {@link StepNumbers}.
   *
   * @param mean {@code m}, zeros before the first step
   * @param square {@code s}, zeros before the first step
   */
  void adam(
      Tensor parameter,
      Tensor gradient,
      Tensor mean,
      Tensor square,
      StepNumbers numbers,
      AdamSettings settings);

  /**
   * RMSprop (Tieleman and Hinton 2012, Coursera lecture 6e): {@code g = gradient + weightDecay *
   * p}, {@code s = alpha * s + (1 - alpha) * g²}, {@code d = g / (sqrt(s) + epsilon)}; centred,
   * {@code a = alpha * a + (1 - alpha) * g} and the root is that of {@code max(s - a², 0)}; with
   * momentum {@code v = momentum * v + d}, {@code d = v}; then {@code p = p - rate * d}.
   *
   * @param square {@code s}, zeros before the first step
   * @param velocity {@code v}, zeros before the first step; null without momentum
   * @param average {@code a}, zeros before the first step; null unless centred
   */
  void rmsProp(
      Tensor parameter,
      Tensor gradient,
      Tensor square,
      @Nullable Tensor velocity,
      @Nullable Tensor average,
      StepNumbers numbers,
      RmsPropSettings settings);

  /**
   * Adds the sum of the squares of {@code x} to a scalar.
   *
   * @param squares a scalar; what it holds is added to
   */
  void addSquares(Tensor x, Tensor squares);

  /**
   * {@code gradient = gradient * min(1, most / (sqrt(squares) + 1e-6))}: with the sum of squares of
   * all gradients, their norm becomes {@code most} if it was larger.
   */
  void clipNorm(Tensor gradient, Tensor squares, float most);

  /** {@code gradient = min(max(gradient, -bound), bound)}; a NaN stays NaN. */
  void clipValue(Tensor gradient, float bound);
}
