package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Losses that compare two tensors of one shape element by element; a loss is a scalar, the mean
 * over all elements (0 if there are none).
 */
public interface PairLossKernels {

  /** The mean of {@code |prediction - target|}. */
  void absoluteError(Tensor prediction, Tensor target, Tensor loss);

  /**
   * The gradient of {@link #absoluteError} by the prediction, times the scalar {@code dLoss}: 0
   * where the two are equal, NaN where their difference is.
   */
  void absoluteErrorGradient(Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction);

  /**
   * Binary cross-entropy: the mean of {@code -w * t * log sigmoid(x) - (1 - t) * log(1 -
   * sigmoid(x))}, where x is a logit, t its target and w the weight of the positive answer.
   *
   * @param targets from 0 to 1
   * @param weights {@code w} for each element of the innermost axis; null for ones
   */
  void binaryCrossEntropy(Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor loss);

  /** The gradient of {@link #binaryCrossEntropy} by the logits, times the scalar {@code dLoss}. */
  void binaryCrossEntropyGradient(
      Tensor dLoss, Tensor logits, Tensor targets, @Nullable Tensor weights, Tensor dLogits);
}
