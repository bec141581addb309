package dev.conv4j.nn;

import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/** {@code max(x, 0)}, element by element. Any shape; it stays. */
public final class ReLU implements Layer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public ReLU build() {
      return new ReLU();
    }
  }

  /** The layer. */
  public ReLU() {}

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return new Rectification().apply(input, pass);
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
