package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What changes from one step of an optimizer to the next. It lies on the device, so that a step can
 * be noted once and done many times.
 *
 * @param values float32 {@code [3]}: the learning rate; for Adam, after t steps, {@code 1 -
 *     beta1^t} and {@code sqrt(1 - beta2^t)}
 * @param guard a scalar: unless it is finite, the step leaves everything as it is; null where
 *     nobody guards
 */
public record StepNumbers(Tensor values, @Nullable Tensor guard) {
  /** The number of values. */
  public static final int COUNT = 3;
}
