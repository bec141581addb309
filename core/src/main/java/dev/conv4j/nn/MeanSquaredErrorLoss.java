package dev.conv4j.nn;

import dev.conv4j.autograd.MeanSquaredError;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Tensor;

/** The mean over all elements of the squared difference. */
public record MeanSquaredErrorLoss() implements Loss {

  /** The loss, a scalar; {@code target} is shaped like {@code prediction} and has no gradient. */
  @Override
  public Tensor of(Tensor prediction, Tensor target, Pass pass) {
    return new MeanSquaredError().apply(prediction, target, pass);
  }
}
