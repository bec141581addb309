package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * What lets a host look at a training only now and then. The guard is a scalar that is finite as
 * long as all losses were; from then on no step changes anything.
 */
public interface StepKernels {

  /**
   * Writes down what came of a step: row {@code count} of {@code results} becomes {@code (loss,
   * correct)}, unless there are no rows left, and {@code count} becomes one more. A loss that is
   * not finite makes the guard a NaN.
   *
   * @param loss a scalar
   * @param correct a scalar
   * @param results {@code [rows, 2]}; the other rows stay as they are
   * @param count an int32 scalar, 0 or more
   * @param guard a scalar
   */
  void note(Tensor loss, Tensor correct, Tensor results, Tensor count, Tensor guard);

  /** {@code kept = value}, element by element, unless the guard is not finite. */
  void replace(Tensor value, Tensor guard, Tensor kept);
}
