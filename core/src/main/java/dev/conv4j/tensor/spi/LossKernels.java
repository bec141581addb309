package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * Losses and what belongs to a classifier's last step. {@code logits} are {@code [N, classes]},
 * {@code labels} int32 {@code [N]} with values below the number of classes; a loss is a scalar, the
 * mean over the batch (0 for an empty one).
 */
public interface LossKernels {

  /** {@code probabilities = softmax(logits)}, row by row, shifted by the row's maximum. */
  void softmax(Tensor logits, Tensor probabilities);

  /**
   * Softmax cross-entropy against labels of which {@code smoothing} is spread evenly over all
   * classes.
   *
   * @param probabilities the softmax, kept for the gradient
   * @throws dev.conv4j.DataException if a label is not a class
   */
  void crossEntropy(
      Tensor logits, Tensor labels, float smoothing, Tensor probabilities, Tensor loss);

  /** The gradient of {@link #crossEntropy} by the logits, times the scalar {@code dLoss}. */
  void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor labels, float smoothing, Tensor dLogits);

  /** The mean over all elements of {@code (prediction - target)²}. */
  void meanSquaredError(Tensor prediction, Tensor target, Tensor loss);

  /** The gradient of {@link #meanSquaredError} by the prediction, times {@code dLoss}. */
  void meanSquaredErrorGradient(Tensor dLoss, Tensor prediction, Tensor target, Tensor dPrediction);

  /** How many rows of {@code logits} have their first largest element at their label: a scalar. */
  void countCorrect(Tensor logits, Tensor labels, Tensor count);
}
