package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import dev.conv4j.tensor.Tensor;

/** How near two results must be: per tensor, {@code |a - b| <= tolerance * max|b|}. */
final class Parity {
  /** Results of a network or of one layer. */
  static final double FORWARD = 1e-5;

  /** Gradients, and losses after many steps. */
  static final double GRADIENT = 1e-4;

  private Parity() {}

  static void assertClose(String what, Tensor ours, NDArray theirs, double tolerance) {
    assertThat(theirs.getShape().getShape()).as(what).containsExactly(ours.shape().extents());
    assertClose(what, ours.toArray(), theirs.toFloatArray(), tolerance);
  }

  private static void assertClose(String what, float[] ours, float[] theirs, double tolerance) {
    double largest = 0;
    double furthest = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      furthest = Math.max(furthest, Math.abs((double) ours[i] - theirs[i]));
    }
    assertThat(largest).as("largest value of libtorch's " + what).isPositive();
    assertThat(furthest / largest).as(what).isLessThanOrEqualTo(tolerance);
  }
}
