package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Steps of the optimizers, in place. */
public interface UpdateKernels {

  /**
   * Stochastic gradient descent as PyTorch defines it: {@code g = gradient + weightDecay * p}; with
   * momentum {@code v = momentum * v + g} and {@code g = nesterov ? g + momentum * v : v}; then
   * {@code p = p - learningRate * g}.
   *
   * @param velocity {@code v}, zeros before the first step; null without momentum
   */
  void sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      float learningRate,
      float momentum,
      boolean nesterov,
      float weightDecay);
}
