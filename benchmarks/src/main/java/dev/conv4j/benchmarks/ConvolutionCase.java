package dev.conv4j.benchmarks;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.ConvGeometry;

/**
 * One convolution without bias.
 *
 * @param kernel height and width of the filters
 * @param padding rings of zeros around the image
 * @param groups parts that the channels and the filters are split into, each for itself
 * @param size height and width of the image
 * @param batch how many images at a time
 * @param gradients whether both gradients are computed too, by the image and by the filters
 */
public record ConvolutionCase(
    int in,
    int out,
    int kernel,
    int stride,
    int padding,
    int groups,
    int size,
    int batch,
    boolean gradients)
    implements Case {
  private static final int IMAGE = 10;
  private static final int FILTERS = 11;
  private static final int OUTPUT_GRADIENT = 12;

  /** All channels in one group. */
  public ConvolutionCase(
      int in,
      int out,
      int kernel,
      int stride,
      int padding,
      int size,
      int batch,
      boolean gradients) {
    this(in, out, kernel, stride, padding, 1, size, batch, gradients);
  }

  @Override
  public String name() {
    return "convolution %d×%d%s%s, %d→%d at %d², batch %d, %s"
        .formatted(
            kernel,
            kernel,
            stride == 1 ? "" : " stride " + stride,
            groups == 1 ? "" : groups == in ? " depthwise" : " in %d groups".formatted(groups),
            in,
            out,
            size,
            batch,
            gradients ? "forward + both gradients" : "forward");
  }

  @Override
  public Unit unit() {
    return Unit.GFLOP;
  }

  /** Each gradient takes as many operations as the forward pass. */
  @Override
  public double amount() {
    double forward = 2.0 * output().count() * termsOfAPixel();
    return forward * (gradients ? 3 : 1) / 1e9;
  }

  /** How many products are summed for one pixel of the output. */
  private int termsOfAPixel() {
    return in / groups * kernel * kernel;
  }

  @Override
  public double tolerance() {
    return kernel == 3 && stride == 1 ? WINOGRAD : PLAIN_SUMS;
  }

  /** How the filters slide. */
  public ConvGeometry geometry() {
    return new ConvGeometry(
        Size2d.square(kernel),
        Size2d.square(stride),
        Size2d.square(padding),
        Size2d.square(1),
        groups);
  }

  /** {@code [N, in, H, W]}. */
  public Shape input() {
    return Shape.of(batch, in, size, size);
  }

  /** {@code [out, in / groups, kernel, kernel]}. */
  public Shape weight() {
    return Shape.of(out, in / groups, kernel, kernel);
  }

  /** {@code [N, out, H', W']}. */
  public Shape output() {
    return geometry().outputShape(input(), out);
  }

  /** The pixels, of deviation 1. */
  public float[] pixels() {
    return Data.gaussian(IMAGE, input().count(), 1);
  }

  /** The filters, such that the output has deviation 1. */
  public float[] filters() {
    return Data.gaussian(FILTERS, weight().count(), 1 / Math.sqrt(termsOfAPixel()));
  }

  /** The gradient by the output, from which both others are computed. */
  public float[] outputGradient() {
    return Data.gaussian(OUTPUT_GRADIENT, output().count(), 1);
  }
}
