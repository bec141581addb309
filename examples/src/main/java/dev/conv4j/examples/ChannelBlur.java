package dev.conv4j.examples;

import dev.conv4j.autograd.Convolution;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Shapes;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;

/**
 * A layer of one's own: each channel is blurred by a filter of its own, which begins as the mean of
 * 3×3 pixels and learns.
 *
 * <p>Shapes: {@code [N, C, H, W]}; it stays. Parameters: {@code weight [C, 1, 3, 3]}.
 */
public record ChannelBlur(Config config, Parameter weight) implements Layer {

  /** Everything needed to rebuild the layer. */
  public record Config(int channels) implements Layer.Config {
    @Override
    public ChannelBlur build() {
      Shape filters = Shape.of(channels, 1, 3, 3);
      return new ChannelBlur(this, new Parameter("weight", filters, Initializer.constant(1 / 9f)));
    }
  }

  @Override
  public Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", config.channels(), "H", "W");
    return input;
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    Size2d one = Size2d.square(1);
    Convolution blur =
        new Convolution(new ConvGeometry(Size2d.square(3), one, one, one, config.channels()));
    outputShape(input.shape());
    return blur.apply(input, pass.use(weight), null, pass);
  }

  @Override
  public void visit(Visitor visitor) {
    visitor.parameter(weight);
  }
}
