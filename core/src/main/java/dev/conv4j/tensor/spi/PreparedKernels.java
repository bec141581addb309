package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layers whose weights stay as they are: a device brings them once into the form that it computes
 * with, and may do what follows the layer while its outputs are at hand.
 *
 * <p>The weights are read when a layer is prepared. Afterwards they may change or be closed: the
 * layer no longer depends on them. Results keep to the bounds of the plain kernels.
 */
public interface PreparedKernels {

  /**
   * A convolution; see {@link ConvolutionKernels#forward}.
   *
   * @param w the filters, {@code [K, C / groups, kh, kw]}
   * @param bias {@code [K]}, or null for none
   * @param image the shape of one image, {@code [C, H, W]}
   * @param rectified whether negative outputs become 0
   */
  PreparedLayer convolution(
      Tensor w, @Nullable Tensor bias, Shape image, ConvGeometry geometry, boolean rectified);

  /**
   * {@code y = x · wᵀ + bias}, row by row.
   *
   * @param w {@code [out, in]}
   * @param bias {@code [out]}, or null for none
   * @param rectified whether negative outputs become 0
   */
  PreparedLayer linear(Tensor w, @Nullable Tensor bias, boolean rectified);
}
