package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Softmax cross-entropy where each class of each row counts as much as a table says. The table,
 * {@code wanted [N, classes]}, is made of labels or of soft targets; with it comes the {@code
 * divisor}, a scalar, by which the sum over the batch is divided. {@code logits} are {@code [N,
 * classes]}.
 */
public interface WeightedLossKernels {

  /**
   * The table for labels, of which {@code smoothing} is spread evenly over all classes: {@code
   * wanted[n, c] = weights[c] * (smoothing / classes)}, and {@code weights[c] * (1 - smoothing)}
   * more where {@code c} is the label. The divisor is the sum of the weights of all labels.
   *
   * @param labels int32 {@code [N]}
   * @param weights {@code [classes]}; null for ones
   * @throws dev.conv4j.DataException if a label is not a class
   */
  void labelTargets(
      Tensor labels, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor);

  /**
   * The table for soft targets: {@code wanted[n, c] = weights[c] * ((1 - smoothing) * targets[n, c]
   * + smoothing / classes)}. The divisor is the number of rows.
   *
   * @param targets {@code [N, classes]}, of each row the share of each class
   * @param weights {@code [classes]}; null for ones
   */
  void softTargets(
      Tensor targets, @Nullable Tensor weights, float smoothing, Tensor wanted, Tensor divisor);

  /**
   * The sum over all rows and classes of {@code -wanted * log softmax(logits)}, divided by {@code
   * divisor}; 0 for an empty batch, and where the divisor is 0. A NaN among the logits makes NaN
   * all the same. A class that is not wanted at all adds nothing, even if its probability is 0.
   *
   * @param probabilities the softmax, kept for the gradient
   */
  void crossEntropy(
      Tensor logits, Tensor wanted, Tensor divisor, Tensor probabilities, Tensor loss);

  /**
   * The gradient of {@link #crossEntropy} by the logits, times the scalar {@code dLoss}: {@code
   * (probability * total - wanted) / divisor}, where total is the sum of the row's {@code wanted};
   * 0 where the divisor is 0.
   */
  void crossEntropyGradient(
      Tensor dLoss, Tensor probabilities, Tensor wanted, Tensor divisor, Tensor dLogits);
}
