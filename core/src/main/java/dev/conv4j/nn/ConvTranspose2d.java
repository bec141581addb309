package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Padding;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.TransposedConvolution;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PadGeometry;
import org.jspecify.annotations.Nullable;

/**
 * Enlarges images by learned filters: a convolution backwards, each pixel lays its filters, times
 * its value, over the output (Zeiler et al. 2010, "Deconvolutional Networks").
 *
 * <p>Shapes: {@code [N, in, H, W] -> [N, out, H', W']}, where {@code H' = (H - 1) * stride - 2 *
 * padding + dilation * (kernel - 1) + outputPadding + 1}, likewise {@code W'}; all in pixels. The
 * padding is taken away from the output. Of the sizes that a convolution with these settings brings
 * to H, {@code outputPadding} chooses one: it is less than the stride, or else less than the
 * dilation, as PyTorch's.
 *
 * <p>Parameters: {@code weight [in, out / groups, kernelHeight, kernelWidth]}, {@code bias [out]}.
 * Weights start as {@link Initialization} says, by default as PyTorch's do.
 *
 * <p>Thread safety: any number of inference passes may share one instance.
 */
public final class ConvTranspose2d implements Layer {

  /**
   * Everything needed to rebuild the layer; written to model files and shown in summaries.
   *
   * @param in channels of the input, a multiple of {@code groups}
   * @param out channels of the output, a multiple of {@code groups}
   */
  public record Config(
      int in,
      int out,
      Size2d kernel,
      Size2d stride,
      Size2d padding,
      Size2d outputPadding,
      Size2d dilation,
      int groups,
      boolean bias,
      Initialization initialization)
      implements Layer.Config {

    /** Checks that the numbers make sense together. */
    public Config {
      if (in < 1 || out < 1) {
        throw new ShapeException(
            "ConvTranspose2d", "1 channel or more", in + " in, " + out + " out", "");
      }
      if (groups < 1 || in % groups != 0 || out % groups != 0) {
        throw new ShapeException(
            "ConvTranspose2d",
            "groups that divide the channels",
            "%d groups for %d in and %d out".formatted(groups, in, out),
            "");
      }
      new ConvGeometry(kernel, stride, padding, dilation, groups);
      requireLess(outputPadding.height(), stride.height(), dilation.height());
      requireLess(outputPadding.width(), stride.width(), dilation.width());
    }

    private static void requireLess(int more, int stride, int dilation) {
      if (more < 0 || more >= Math.max(stride, dilation)) {
        throw new ShapeException(
            "ConvTranspose2d",
            "an output padding less than the stride %d or the dilation %d"
                .formatted(stride, dilation),
            Integer.toString(more),
            "");
      }
    }

    /** A square kernel with stride 1, no padding, no dilation, one group, and a bias. */
    public static Config of(int in, int out, int kernel) {
      return new Config(
          in,
          out,
          Size2d.square(kernel),
          Size2d.square(1),
          Size2d.square(0),
          Size2d.square(0),
          Size2d.square(1),
          1,
          true,
          Initialization.FAN_IN_UNIFORM);
    }

    private Config with(Size2d newStride, Size2d newPadding, Size2d newOutputPadding) {
      return new Config(
          in,
          out,
          kernel,
          newStride,
          newPadding,
          newOutputPadding,
          dilation,
          groups,
          bias,
          initialization);
    }

    private Config with(Size2d newKernel, Size2d newDilation, int newGroups) {
      return new Config(
          in,
          out,
          newKernel,
          stride,
          padding,
          outputPadding,
          newDilation,
          newGroups,
          bias,
          initialization);
    }

    /** These settings with another kernel, height first. */
    public Config kernel(int height, int width) {
      return with(new Size2d(height, width), dilation, groups);
    }

    /** These settings with another stride in both directions. */
    public Config stride(int pixels) {
      return stride(pixels, pixels);
    }

    /** These settings with another stride, vertical first. */
    public Config stride(int height, int width) {
      return with(new Size2d(height, width), padding, outputPadding);
    }

    /** These settings with this many rings taken away from the output. */
    public Config padding(int pixels) {
      return padding(pixels, pixels);
    }

    /** These settings with another padding: rows above and below, columns left and right. */
    public Config padding(int height, int width) {
      return with(stride, new Size2d(height, width), outputPadding);
    }

    /** These settings with so many more rows at the bottom and columns at the right. */
    public Config outputPadding(int pixels) {
      return outputPadding(pixels, pixels);
    }

    /** These settings with more rows at the bottom and more columns at the right. */
    public Config outputPadding(int height, int width) {
      return with(stride, padding, new Size2d(height, width));
    }

    /** These settings with the kernel's elements this far apart. */
    public Config dilation(int pixels) {
      return with(kernel, Size2d.square(pixels), groups);
    }

    /** These settings with the channels in this many groups. */
    public Config groups(int count) {
      return with(kernel, dilation, count);
    }

    /** These settings without a bias. */
    public Config withoutBias() {
      return new Config(
          in, out, kernel, stride, padding, outputPadding, dilation, groups, false, initialization);
    }

    /** These settings with another way for the weights to begin. */
    public Config initialization(Initialization way) {
      return new Config(
          in, out, kernel, stride, padding, outputPadding, dilation, groups, bias, way);
    }

    @Override
    public ConvTranspose2d build() {
      return new ConvTranspose2d(this);
    }

    private TransposedConvolution operation() {
      return new TransposedConvolution(
          new ConvGeometry(kernel, stride, padding, dilation, groups),
          new Size2d(
              outputPadding.height() % stride.height(), outputPadding.width() % stride.width()));
    }

    /** Where the output padding is a stride or more, it is the output of pixels of zeros. */
    private PadGeometry zeros() {
      int rows = outputPadding.height() / stride.height();
      int columns = outputPadding.width() / stride.width();
      return new PadGeometry(0, rows, 0, columns, PaddingMode.ZEROS);
    }
  }

  private final Config config;
  private final PadGeometry zeros;
  private final TransposedConvolution convolution;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** A layer with these settings. */
  public ConvTranspose2d(Config config) {
    this.config = config;
    this.zeros = config.zeros();
    this.convolution = config.operation();
    Size2d kernel = config.kernel();
    int perGroup = config.out() / config.groups();
    long fanIn = (long) perGroup * kernel.area();
    weight =
        new Parameter(
            "weight",
            Shape.of(config.in(), perGroup, kernel.height(), kernel.width()),
            config.initialization().weights(fanIn, (long) config.in() * kernel.area()));
    bias =
        config.bias()
            ? new Parameter("bias", Shape.of(config.out()), config.initialization().biases(fanIn))
            : null;
  }

  /** A square kernel with stride 1, no padding, and a bias; more by {@link Config}. */
  public ConvTranspose2d(int in, int out, int kernel) {
    this(Config.of(in, out, kernel));
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    Tensor biases = bias == null ? null : pass.use(bias);
    if (zeros.isNone()) {
      return convolution.apply(input, pass.use(weight), biases, pass);
    }
    Tensor padded = new Padding(zeros).apply(input, pass);
    Tensor output = convolution.apply(padded, pass.use(weight), biases, pass);
    pass.release(padded);
    return output;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", config.in(), "H", "W");
    if (input.extent(2) < 1 || input.extent(3) < 1) {
      throw new ShapeException(kind(), "images of a pixel or more", input.toString(), "");
    }
    try {
      return convolution.outputShape(zeros.outputShape(input), config.out());
    } catch (ShapeException e) {
      throw e.by(kind());
    }
  }

  @Override
  public Config config() {
    return config;
  }

  /** The filters, {@code [in, out / groups, kernelHeight, kernelWidth]}. */
  public Parameter weight() {
    return weight;
  }

  /** What is added to each output channel, or null if nothing is. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  public void visit(Visitor visitor) {
    visitor.parameter(weight);
    if (bias != null) {
      visitor.parameter(bias);
    }
  }
}
