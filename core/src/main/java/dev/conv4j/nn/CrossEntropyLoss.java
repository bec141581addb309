package dev.conv4j.nn;

import dev.conv4j.autograd.CrossEntropy;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Tensor;

/**
 * Softmax cross-entropy, the loss of a classifier: the mean over the batch of {@code -log
 * softmax(logits)[label]}.
 *
 * @param labelSmoothing the share of each target that is spread evenly over all classes, 0 to 1
 */
public record CrossEntropyLoss(float labelSmoothing) {

  /** Checks the smoothing. */
  public CrossEntropyLoss {
    new CrossEntropy(labelSmoothing);
  }

  /** Without smoothing. */
  public CrossEntropyLoss() {
    this(0);
  }

  /**
   * The loss, a scalar.
   *
   * @param logits {@code [N, classes]}, before any softmax
   * @param labels int32 {@code [N]}
   */
  public Tensor of(Tensor logits, Tensor labels, Pass pass) {
    return new CrossEntropy(labelSmoothing).apply(logits, labels, pass);
  }
}
