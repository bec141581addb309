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
  HE_NORMAL,
  /**
   * The same for the way back (equation 14 there), as torchvision begins its residual networks:
   * weights normally with deviation √(2/fanOut), where fanOut is the number of outputs that one
   * input goes into with stride 1 and a single group; biases 0.
   */
  HE_NORMAL_FAN_OUT,
  /** As {@link #HE_NORMAL}, but evenly from ±√(6/fanIn), which has the same deviation. */
  HE_UNIFORM,
  /**
   * Weights normally with deviation 0.01, biases 0 (Krizhevsky et al. 2012, section 5): for layers
   * before batch norm, and for the last one.
   */
  SMALL_NORMAL;

  /**
   * First values for the weights of a layer whose outputs have {@code fanIn} terms, and whose
   * inputs go into {@code fanOut} outputs.
   */
  Initializer weights(long fanIn, long fanOut) {
    return switch (this) {
      case FAN_IN_UNIFORM -> Initializer.uniform((float) (1 / Math.sqrt((double) fanIn)));
      case HE_NORMAL -> Initializer.normal(Math.sqrt(2.0 / (double) fanIn));
      case HE_NORMAL_FAN_OUT -> Initializer.normal(Math.sqrt(2.0 / (double) fanOut));
      case HE_UNIFORM -> Initializer.uniform((float) Math.sqrt(6.0 / (double) fanIn));
      case SMALL_NORMAL -> Initializer.normal(0.01);
    };
  }

  /** First values for the biases of such a layer. */
  Initializer biases(long fanIn) {
    return switch (this) {
      case FAN_IN_UNIFORM -> Initializer.uniform((float) (1 / Math.sqrt((double) fanIn)));
      case HE_NORMAL, HE_NORMAL_FAN_OUT, HE_UNIFORM, SMALL_NORMAL -> Initializer.constant(0);
    };
  }
}
