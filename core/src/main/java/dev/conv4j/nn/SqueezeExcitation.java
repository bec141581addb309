package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Scaling;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * Multiplies each channel by a factor that the whole image has a say in (Hu et al. 2017,
 * arXiv:1709.01507): {@code y = x * gate(fc2(activation(fc1(mean of each channel))))}, where the
 * two are convolutions of 1×1.
 *
 * <p>Shapes: {@code [N, channels, H, W]}, unchanged.
 *
 * <p>Parameters, named as torchvision's: {@code fc1.weight [squeezed, channels, 1, 1]}, {@code
 * fc1.bias [squeezed]}, {@code fc2.weight [channels, squeezed, 1, 1]}, {@code fc2.bias [channels]}.
 */
public final class SqueezeExcitation implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param squeezed channels between the two convolutions
   * @param activation between the two, such as a ReLU
   * @param gate what makes factors of numbers, such as a sigmoid
   */
  public record Config(
      int channels,
      int squeezed,
      Layer.Config activation,
      Layer.Config gate,
      Initialization initialization)
      implements Layer.Config {

    /** Checks the numbers. */
    public Config {
      if (channels < 1 || squeezed < 1) {
        throw new ShapeException(
            "SqueezeExcitation", "1 channel or more", channels + " and " + squeezed, "");
      }
    }

    /** With weights that begin as PyTorch's do by default. */
    public static Config of(
        int channels, int squeezed, Layer.Config activation, Layer.Config gate) {
      return new Config(channels, squeezed, activation, gate, Initialization.FAN_IN_UNIFORM);
    }

    /** These settings with another way for the weights to begin. */
    public Config initialization(Initialization way) {
      return new Config(channels, squeezed, activation, gate, way);
    }

    @Override
    public SqueezeExcitation build() {
      return new SqueezeExcitation(this);
    }
  }

  private final Config config;
  private final Child factors;

  /** A layer with these settings. */
  public SqueezeExcitation(Config config) {
    this.config = config;
    this.factors =
        new Child(
            "",
            Sequential.builder()
                .add("avgpool", new AdaptiveAvgPool2d(1, 1))
                .add("fc1", convolution(config.channels(), config.squeezed()))
                .add("activation", config.activation().build())
                .add("fc2", convolution(config.squeezed(), config.channels()))
                .add("scale_activation", config.gate().build())
                .build());
  }

  private Conv2d convolution(int in, int out) {
    return Conv2d.Config.of(in, out, 1).initialization(config.initialization()).build();
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    Tensor factor = factors.forward(input, pass);
    Tensor scaled = new Scaling().apply(input, factor, pass);
    pass.release(factor);
    return scaled;
  }

  @Override
  public Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", config.channels(), "H", "W");
    Shape factor = factors.outputShape(input);
    if (!factor.equals(Shape.of(input.extent(0), config.channels(), 1, 1))) {
      throw new ShapeException(
          kind(),
          "one factor for each channel",
          Shapes.perItem(factor),
          "Use an activation and a gate that change no shapes");
    }
    return input;
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public void visit(Visitor visitor) {
    factors.show(visitor);
  }
}
