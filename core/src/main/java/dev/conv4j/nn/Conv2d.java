package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.Padding;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PadGeometry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Slides learned filters over a batch of images (cross-correlation: filters are not flipped).
 *
 * <p>Shapes: {@code [N, in, H, W] -> [N, out, H', W']}, where {@code H' = floor((H + 2 * padding -
 * dilation * (kernel - 1) - 1) / stride) + 1}, likewise {@code W'}. Kernel, stride, padding and
 * dilation are in pixels; the padding is zeros, or what {@link PaddingMode} says.
 *
 * <p>Parameters: {@code weight [out, in / groups, kernelHeight, kernelWidth]}, {@code bias [out]}.
 * Weights start as {@link Initialization} says, by default as PyTorch's do.
 *
 * <p>Thread safety: any number of inference passes may share one instance.
 */
public final class Conv2d implements Layer {

  /**
   * Everything needed to rebuild the layer; written to model files and shown in summaries.
   *
   * @param in channels of the input, a multiple of {@code groups}
   * @param out channels of the output, a multiple of {@code groups}
   * @param groups output channels of one group see the input channels of that group only; {@code
   *     groups == in} is a depthwise convolution
   * @param samePadding whether there is as much padding as keeps the size; the stride is 1 and
   *     {@code padding} 0 then. Of an odd number of rows or columns, one more goes to the end
   * @param paddingMode what the padding is
   */
  public record Config(
      int in,
      int out,
      Size2d kernel,
      Size2d stride,
      Size2d padding,
      Size2d dilation,
      int groups,
      boolean bias,
      Initialization initialization,
      @IfAbsent("false") boolean samePadding,
      @IfAbsent("\"ZEROS\"") PaddingMode paddingMode)
      implements Layer.Config {

    /** Checks that the numbers make sense together. */
    public Config {
      if (in < 1 || out < 1) {
        throw new ShapeException("Conv2d", "1 channel or more", in + " in, " + out + " out", "");
      }
      if (groups < 1 || in % groups != 0 || out % groups != 0) {
        throw new ShapeException(
            "Conv2d",
            "groups that divide the channels",
            "%d groups for %d in and %d out".formatted(groups, in, out),
            "");
      }
      ConvGeometry bare = new ConvGeometry(kernel, stride, padding, dilation, groups);
      if (samePadding && Math.max(bare.extentHeight(), bare.extentWidth()) > Integer.MAX_VALUE) {
        throw new ShapeException(
            "Conv2d",
            "a kernel that covers at most 2^31 - 1 rows and columns",
            "%d×%d".formatted(bare.extentHeight(), bare.extentWidth()),
            "");
      }
      if (samePadding && !(stride.equals(Size2d.square(1)) && padding.equals(Size2d.square(0)))) {
        throw new ShapeException(
            "Conv2d",
            "a stride of 1 where the size stays the same, and no padding besides",
            "stride %s, padding %s".formatted(stride, padding),
            "Give the padding in pixels");
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
          Size2d.square(1),
          1,
          true,
          Initialization.FAN_IN_UNIFORM,
          false,
          PaddingMode.ZEROS);
    }

    private Config window(
        Size2d newKernel, Size2d newStride, Size2d newPadding, Size2d newDilation, boolean same) {
      return new Config(
          in,
          out,
          newKernel,
          newStride,
          newPadding,
          newDilation,
          groups,
          bias,
          initialization,
          same,
          paddingMode);
    }

    /** These settings with so many output channels. */
    public Config outputs(int channels) {
      return new Config(
          in,
          channels,
          kernel,
          stride,
          padding,
          dilation,
          groups,
          bias,
          initialization,
          samePadding,
          paddingMode);
    }

    /** These settings with another kernel, height first. */
    public Config kernel(int height, int width) {
      return window(new Size2d(height, width), stride, padding, dilation, samePadding);
    }

    /** These settings with another stride in both directions. */
    public Config stride(int pixels) {
      return stride(pixels, pixels);
    }

    /** These settings with another stride, vertical first. */
    public Config stride(int height, int width) {
      return window(kernel, new Size2d(height, width), padding, dilation, samePadding);
    }

    /** These settings with this many rings around the image. */
    public Config padding(int pixels) {
      return padding(pixels, pixels);
    }

    /** These settings with another padding: rows above and below, columns left and right. */
    public Config padding(int height, int width) {
      return window(kernel, stride, new Size2d(height, width), dilation, false);
    }

    /** These settings with as much padding as keeps the size; the stride must be 1. */
    public Config padSame() {
      return window(kernel, stride, Size2d.square(0), dilation, true);
    }

    /** These settings with another kind of padding. */
    public Config paddingMode(PaddingMode mode) {
      return new Config(
          in,
          out,
          kernel,
          stride,
          padding,
          dilation,
          groups,
          bias,
          initialization,
          samePadding,
          mode);
    }

    /** These settings with the kernel's elements this far apart. */
    public Config dilation(int pixels) {
      return dilation(pixels, pixels);
    }

    /** These settings with the kernel's elements this far apart, vertical first. */
    public Config dilation(int height, int width) {
      return window(kernel, stride, padding, new Size2d(height, width), samePadding);
    }

    /** These settings with the channels in this many groups. */
    public Config groups(int count) {
      return channels(in, out, count, bias);
    }

    /** These settings without a bias. */
    public Config withoutBias() {
      return channels(in, out, groups, false);
    }

    private Config channels(int newIn, int newOut, int newGroups, boolean newBias) {
      return new Config(
          newIn,
          newOut,
          kernel,
          stride,
          padding,
          dilation,
          newGroups,
          newBias,
          initialization,
          samePadding,
          paddingMode);
    }

    /** These settings with another way for the weights to begin. */
    public Config initialization(Initialization way) {
      return new Config(
          in, out, kernel, stride, padding, dilation, groups, bias, way, samePadding, paddingMode);
    }

    /**
     * A depthwise separable convolution in place of this one: each channel is filtered by itself,
     * without a bias, then a 1×1 convolution mixes them (Chollet 2016, arXiv:1610.02357). Their
     * names are {@code depthwise} and {@code pointwise}.
     *
     * @throws ShapeException if there are groups already
     */
    public Sequential.Config separable() {
      if (groups != 1) {
        throw new ShapeException("Conv2d", "one group to be separated", groups + " groups", "");
      }
      Config mixing = of(in, out, 1).initialization(initialization);
      return new Sequential.Config(
          List.of(
              new Sequential.Named("depthwise", channels(in, in, in, false)),
              new Sequential.Named("pointwise", bias ? mixing : mixing.withoutBias())));
    }

    @Override
    public Conv2d build() {
      return new Conv2d(this);
    }

    /** The convolution itself; zeros on both sides alike are its own. */
    private ConvGeometry geometry() {
      Size2d zeros =
          paddingMode == PaddingMode.ZEROS
              ? new Size2d(before(true), before(false))
              : Size2d.square(0);
      return new ConvGeometry(kernel, stride, zeros, dilation, groups);
    }

    /** What is put around the image before. */
    private PadGeometry around() {
      Size2d own = geometry().padding();
      return new PadGeometry(
          before(true) - own.height(),
          after(true) - own.height(),
          before(false) - own.width(),
          after(false) - own.width(),
          paddingMode);
    }

    /** Rows of padding above, or columns to the left. */
    private int before(boolean rows) {
      return samePadding ? surplus(rows) / 2 : each(rows);
    }

    /** Rows of padding below, or columns to the right. */
    private int after(boolean rows) {
      return samePadding ? surplus(rows) - surplus(rows) / 2 : each(rows);
    }

    private int each(boolean rows) {
      return rows ? padding.height() : padding.width();
    }

    /** Rows or columns that the kernel covers besides one. */
    private int surplus(boolean rows) {
      ConvGeometry bare = new ConvGeometry(kernel, stride, padding, dilation, groups);
      return (int) ((rows ? bare.extentHeight() : bare.extentWidth()) - 1);
    }
  }

  private final Config config;
  private final Convolution convolution;
  private final @Nullable Padding padding;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** A layer with these settings. */
  public Conv2d(Config config) {
    this.config = config;
    this.convolution = new Convolution(config.geometry());
    PadGeometry around = config.around();
    this.padding = around.isNone() ? null : new Padding(around);
    Size2d kernel = config.kernel();
    int perGroup = config.in() / config.groups();
    long fanIn = (long) perGroup * kernel.area();
    weight =
        new Parameter(
            "weight",
            Shape.of(config.out(), perGroup, kernel.height(), kernel.width()),
            config.initialization().weights(fanIn, (long) config.out() * kernel.area()));
    bias =
        config.bias()
            ? new Parameter("bias", Shape.of(config.out()), config.initialization().biases(fanIn))
            : null;
  }

  /** A square kernel with stride 1, no padding, and a bias; more by {@link Config}. */
  public Conv2d(int in, int out, int kernel) {
    this(Config.of(in, out, kernel));
  }

  /**
   * Computes the layer.
   *
   * @throws ShapeException if {@code input} is not {@code [N, in, H, W]}, or the padded image is
   *     smaller than the kernel
   */
  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    Tensor biases = bias == null ? null : pass.use(bias);
    if (padding == null) {
      return convolution.apply(input, pass.use(weight), biases, pass);
    }
    Tensor padded = padding.apply(input, pass);
    Tensor output = convolution.apply(padded, pass.use(weight), biases, pass);
    pass.release(padded);
    return output;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", config.in(), "H", "W");
    try {
      Shape padded = padding == null ? input : padding.geometry().outputShape(input);
      return convolution.geometry().outputShape(padded, config.out());
    } catch (ShapeException e) {
      throw e.by(kind());
    }
  }

  @Override
  public Config config() {
    return config;
  }

  /** The filters, {@code [out, in / groups, kernelHeight, kernelWidth]}. */
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
