package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolution as networks use the word: cross-correlation, filters are not flipped. With {@code x
 * [N, C, H, W]}, {@code w [K, C / groups, kh, kw]} and zero outside the image:
 *
 * <pre>{@code
 * y[n,k,i,j] = bias[k] + sum over c,a,b of
 *     w[k,c,a,b] * x[n, c + group(k), i*stride + a*dilation - padding, j*stride + ...]
 * }</pre>
 *
 * <p>A NaN reaches every output whose window covers it. Where a device convolves by tiles
 * (Winograd), it may reach the other outputs of those tiles too, and an infinity becomes NaN there;
 * neither ever reaches another image.
 */
public interface ConvolutionKernels {

  /** {@code y}, of {@code geometry.outputShape(x)}; no bias is a bias of 0. */
  void forward(Tensor x, Tensor w, @Nullable Tensor bias, Tensor y, ConvGeometry geometry);

  /** The gradient by the image: {@code dx}, shaped like {@code x}. */
  void inputGradient(Tensor dy, Tensor w, Tensor dx, ConvGeometry geometry);

  /** The gradient by the filters: {@code dw}, shaped like {@code w}. */
  void weightGradient(Tensor dy, Tensor x, Tensor dw, ConvGeometry geometry);
}
