package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A layer with weights of its own, in whatever form its device computes with; see {@link
 * PreparedKernels}. It holds memory of the device until it is closed.
 *
 * <p>Thread safety: any number of threads may run one layer; nobody may while it is closed.
 */
public interface PreparedLayer extends AutoCloseable {

  /**
   * {@code y = layer(x) + residual}, of which a rectified layer makes {@code max(y, 0)}. A NaN
   * stays NaN.
   *
   * @param x a batch of any size
   * @param residual shaped like {@code y}, and not in its memory; null for none
   */
  void run(Tensor x, @Nullable Tensor residual, Tensor y);

  /** Gives the memory back. Closing twice does nothing. */
  @Override
  void close();
}
