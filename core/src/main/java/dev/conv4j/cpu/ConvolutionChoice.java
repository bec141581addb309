package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;

/** Which algorithm computes a convolution: a table over the geometry, and nothing but it. */
enum ConvolutionChoice {
  /** {@link Winograd}. */
  WINOGRAD,
  /** {@link Correlation}. */
  CORRELATION;

  /** With fewer channels or filters the transforms cost more than the products save. */
  private static final int WINOGRAD_LEAST = 16;

  static ConvolutionChoice of(Shape w, ConvGeometry g) {
    boolean three = g.kernel().height() == 3 && g.kernel().width() == 3;
    boolean plain = g.stride().area() == 1 && g.dilation().area() == 1 && g.groups() == 1;
    if (three && plain && w.extent(0) >= WINOGRAD_LEAST && w.extent(1) >= WINOGRAD_LEAST) {
      return WINOGRAD;
    }
    return CORRELATION;
  }
}
