package dev.conv4j.autograd;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose output a training pass has not computed yet, because the operation behind it
 * may do both in one pass over memory. What may follow at once is said here, by the methods that
 * give more than null; layers know nothing of it, and the trace shows the single operations.
 */
interface Deferred {

  /** Computes the output. */
  void compute(Tensor output);

  /** The gradient; it reaches the inputs of the first of the operations that were joined. */
  Backward backward(Tensor output);

  /** This and then an addition of {@code other}; null if they cannot be done as one. */
  default @Nullable Deferred plus(Tensor other) {
    return null;
  }

  /** This and then a rectifier; null if they cannot be done as one. */
  default @Nullable Deferred rectified() {
    return null;
  }
}
