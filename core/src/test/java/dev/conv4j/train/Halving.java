package dev.conv4j.train;

import dev.conv4j.autograd.Multiplication;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Layer;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/** A layer of a user's own that halves what comes in. */
public final class Halving implements Layer {
  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public Halving build() {
      return new Halving();
    }
  }

  /** The layer. */
  public Halving() {}

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return new Multiplication(0.5f).apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Config config() {
    return new Config();
  }
}
