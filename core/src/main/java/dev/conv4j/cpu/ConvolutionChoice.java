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
 * 1×1     any     any       0        any     any               | PatchProduct PatchProduct PatchGradient
 * to 15   any     any       any      any     24 or more        | PatchProduct PatchProduct PatchGradient
 * to 15   over 1  any       any      any     12 or more        | PatchProduct PatchProduct PatchGradient
 * to 15   over 1  any       any      any     24 filters        | PatchProduct Correlation  lane by lane
 * large beside the image, stride 1           16 filters        | Correlation  Spreading    lane by lane
 * all else                                                     | Correlation  Correlation  lane by lane
 * }</pre>
 *
 * Channels and filters are those of a group. Lane by lane: {@link WeightGradient}. "Large beside
 * the image" is {@link Spreading#suits}.
 */
enum ConvolutionChoice {
  /** {@link Winograd} and {@link WinogradGradient}. */
  WINOGRAD,
  /** {@link Depthwise} and {@link DepthwiseGradient}. */
  DEPTHWISE,
  /** {@link PatchProduct} and {@link PatchGradient}. */
  PATCHES,
  /** {@link PatchProduct}, but gradients as with {@link #SLIDING}. */
  PATCHES_FORWARD,
  /** {@link Correlation}, and {@link Spreading} where it suits. */
  SLIDING;

  /** With fewer channels or filters the transforms cost more than the products save. */
  private static final int WINOGRAD_LEAST = 24;

  /** With fewer channels or filters patches cost more to lay out than they save. */
  private static final int PATCHES_LEAST = 24;

  /** The same with a stride, with which rows are shorter and images must be dealt out anyway. */
  private static final int PATCHES_LEAST_STRIDED = 12;

  static ConvolutionChoice of(Shape w, ConvGeometry g) {
    if (Depthwise.suits(w, g)) {
      return DEPTHWISE;
    }
    boolean unitStride = g.stride().area() == 1;
    boolean noPadding = g.padding().height() == 0 && g.padding().width() == 0;
    if (g.kernel().area() == 1 && noPadding) {
      return PATCHES;
    }
    boolean three = g.kernel().height() == 3 && g.kernel().width() == 3;
    boolean plain = unitStride && g.dilation().area() == 1 && g.groups() == 1;
    boolean many = w.extent(0) >= WINOGRAD_LEAST && w.extent(1) >= WINOGRAD_LEAST;
    if (three && plain && many) {
      return WINOGRAD;
    }
    return PatchPlanes.suits(g.kernel()) ? patches(w, g) : SLIDING;
  }

  private static ConvolutionChoice patches(Shape w, ConvGeometry g) {
    boolean unitStride = g.stride().area() == 1;
    long filters = w.extent(0) / g.groups();
    long least = unitStride ? PATCHES_LEAST : PATCHES_LEAST_STRIDED;
    if (filters >= least && w.extent(1) >= least) {
      return PATCHES;
    }
    return !unitStride && filters >= PATCHES_LEAST ? PATCHES_FORWARD : SLIDING;
  }
}
