package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.BinaryCrossEntropy;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Cross-entropy of answers that are yes or no, each by itself, as for images with several labels:
 * the mean over all elements of {@code -w * t * log sigmoid(x) - (1 - t) * log(1 - sigmoid(x))},
 * where x is a logit and t its target. As PyTorch's {@code BCEWithLogitsLoss}; no logit is too
 * large for it.
 *
 * @param positiveWeights {@code w}, how much a yes counts, for each element of the last axis; empty
 *     for ones
 */
public record BinaryCrossEntropyLoss(List<Float> positiveWeights) implements Loss {

  /** Checks the weights. */
  public BinaryCrossEntropyLoss {
    positiveWeights = List.copyOf(positiveWeights);
    for (float weight : positiveWeights) {
      if (!(weight >= 0 && Float.isFinite(weight))) {
        throw new ShapeException("positive weights", "0 or more", positiveWeights.toString(), "");
      }
    }
  }

  /** A yes counts as much as a no. */
  public BinaryCrossEntropyLoss() {
    this(List.of());
  }

  /**
   * The loss, a scalar.
   *
   * @param logits {@code [..., classes]}, before any sigmoid
   * @param target of the same shape, 0 for no to 1 for yes
   */
  @Override
  public Tensor of(Tensor logits, Tensor target, Pass pass) {
    BinaryCrossEntropy operation = new BinaryCrossEntropy();
    Tensor weights = CrossEntropyLoss.weights(positiveWeights, operation, pass);
    return operation.apply(logits, target, weights, pass);
  }
}
