package dev.conv4j.nn;

import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Tensor;

/**
 * What a training makes small: one number that says how far a prediction is from what was wanted. A
 * class of yours is a loss as good as any here.
 */
@FunctionalInterface
public interface Loss {

  /**
   * The loss, a scalar.
   *
   * @param prediction what the network gave out
   * @param target what was wanted; it has no gradient. The loss says in which form
   * @throws dev.conv4j.ShapeException if the two do not fit
   */
  Tensor of(Tensor prediction, Tensor target, Pass pass);
}
