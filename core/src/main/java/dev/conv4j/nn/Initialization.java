package dev.conv4j.nn;

import dev.conv4j.autograd.Initializer;

/** How the weights of a layer begin. */
public enum Initialization {
  /**
   * PyTorch's default for convolutions and linear layers: weights and biases evenly from ±1/√fanIn,
   * where fanIn is the number of terms of one output (LeCun et al. 1998, "Efficient BackProp",
   * section 4.6).
   */
  FAN_IN_UNIFORM,
  /**
   * He et al. 2015, section 2.2 (arXiv:1502.01852), for layers before a ReLU: weights normally with
   * deviation √(2/fanIn), biases 0.
   */
  HE_NORMAL;

  /** First values for the weights of a layer whose outputs have {@code fanIn} terms. */
  Initializer weights(long fanIn) {
    return switch (this) {
      case FAN_IN_UNIFORM -> Initializer.uniform((float) (1 / Math.sqrt((double) fanIn)));
      case HE_NORMAL -> Initializer.normal(Math.sqrt(2.0 / (double) fanIn));
    };
  }

  /** First values for the biases of such a layer. */
  Initializer biases(long fanIn) {
    return switch (this) {
      case FAN_IN_UNIFORM -> Initializer.uniform((float) (1 / Math.sqrt((double) fanIn)));
      case HE_NORMAL -> Initializer.constant(0);
    };
  }
}
