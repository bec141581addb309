package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Tensor;

/** How near two results must be: per tensor, {@code |a - b| <= tolerance * max|b|}. */
final class Parity {
  /** Functions of single numbers, and their slopes: 17 roundings of the largest value. */
  static final double ELEMENT = 1e-6;

  /**
   * Results of a layer, a loss or a network: 168 roundings of the largest value, where a result
   * adds up at most some hundreds of products, in another order on each side.
   */
  static final double FORWARD = 1e-5;

  /**
   * Gradients, and values after many steps. Gradients of weights add up thousands of terms, and
   * those through a mean and a variance are small differences of large numbers.
   */
  static final double GRADIENT = 1e-4;

  private Parity() {}

  static void assertClose(
      String what, Tensor ours, org.bytedeco.pytorch.Tensor theirs, double tolerance) {
    assertThat(Torch.extents(theirs)).as(what).containsExactly(ours.shape().extents());
    float[] values = ours.toArray();
    float[] expected = Torch.values(theirs);
    double largest = 0;
    double furthest = 0;
    for (int i = 0; i < values.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      furthest = Math.max(furthest, Math.abs((double) values[i] - expected[i]));
    }
    assertThat(largest).as("largest value of libtorch's " + what).isFinite();
    assertThat(furthest)
        .as("%s, the largest of libtorch's values being %s", what, largest)
        .isLessThanOrEqualTo(tolerance * largest);
  }
}
