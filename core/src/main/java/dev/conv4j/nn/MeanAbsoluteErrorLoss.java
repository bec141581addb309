package dev.conv4j.nn;

import dev.conv4j.autograd.AbsoluteError;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Tensor;

/**
 * The mean over all elements of the absolute difference, known as L1. Where prediction and target
 * are equal its gradient is 0.
 */
public record MeanAbsoluteErrorLoss() implements Loss {

  /** The loss, a scalar; {@code target} is shaped like {@code prediction} and has no gradient. */
  @Override
  public Tensor of(Tensor prediction, Tensor target, Pass pass) {
    return new AbsoluteError().apply(prediction, target, pass);
  }
}
