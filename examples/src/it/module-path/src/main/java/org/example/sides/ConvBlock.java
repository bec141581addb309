package org.example.sides;

import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/** A convolution that keeps the size of the image, and a ReLU. */
public final class ConvBlock implements Layer {

  /** The channels before and after. */
  public record Config(int in, int out) implements Layer.Config {
    @Override
    public ConvBlock build() {
      return new ConvBlock(this);
    }
  }

  private final Config config;
  private final Sequential layers;

  /** A layer with these settings. */
  public ConvBlock(Config config) {
    this.config = config;
    this.layers =
        Sequential.of(
            new Conv2d(Conv2d.Config.of(config.in(), config.out(), 3).padding(1)), new ReLU());
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return layers.forward(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    return layers.outputShape(input);
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public void visit(Visitor visitor) {
    layers.visit(visitor);
  }
}
