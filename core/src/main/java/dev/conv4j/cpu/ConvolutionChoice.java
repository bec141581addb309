package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;

/**
 * Which algorithm computes a convolution and its gradients. It depends on the geometry alone: no
 * network is named, and nothing is timed.
 *
 * <pre>{@code
 * kernel  stride  dilation  padding  groups  channels, filters | forward      by input     by filters
 * 3×3     1       1         any      1       24 or more        | Winograd     Winograd     Winograd
 * any     any     any       any      all     one a group       | Depthwise    Depthwise    Depthwise
 * 1×1     any     any       0        any     any               | Pointwise    Pointwise    Pointwise
 * large beside the image, stride 1           16 filters        | Correlation  Spreading    lane by lane
 * all else                                                     | Correlation  Correlation  lane by lane
 * }</pre>
 *
 * Lane by lane: {@link WeightGradient}. "Large beside the image" is {@link Spreading#suits}.
 */
enum ConvolutionChoice {
  /** {@link Winograd} and {@link WinogradGradient}. */
  WINOGRAD,
  /** {@link Depthwise} and {@link DepthwiseGradient}. */
  DEPTHWISE,
  /** {@link Pointwise} and {@link PointwiseGradient}. */
  POINTWISE,
  /** {@link Correlation}, and {@link Spreading} where it suits. */
  SLIDING;

  /** With fewer channels or filters the transforms cost more than the products save. */
  private static final int WINOGRAD_LEAST = 24;

  static ConvolutionChoice of(Shape w, ConvGeometry g) {
    if (Depthwise.suits(w, g)) {
      return DEPTHWISE;
    }
    boolean unitStride = g.stride().area() == 1;
    boolean noPadding = g.padding().height() == 0 && g.padding().width() == 0;
    if (g.kernel().area() == 1 && noPadding) {
      return POINTWISE;
    }
    boolean three = g.kernel().height() == 3 && g.kernel().width() == 3;
    boolean plain = unitStride && g.dilation().area() == 1 && g.groups() == 1;
    boolean many = w.extent(0) >= WINOGRAD_LEAST && w.extent(1) >= WINOGRAD_LEAST;
    return three && plain && many ? WINOGRAD : SLIDING;
  }
}
