package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Products of matrices. */
public interface MatrixKernels {

  /**
   * {@code c = op(a) · op(b) + bias}, where op transposes or not, and the bias is added to each row
   * of {@code c}.
   *
   * @param a {@code [m, k]}, or {@code [k, m]} if transposed
   * @param b {@code [k, n]}, or {@code [n, k]} if transposed
   * @param bias {@code [n]}, or null for none
   * @param c {@code [m, n]}
   */
  void multiply(
      Tensor a, boolean transposeA, Tensor b, boolean transposeB, @Nullable Tensor bias, Tensor c);
}
