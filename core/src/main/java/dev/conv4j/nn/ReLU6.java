package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;

/** {@code min(max(x, 0), 6)}, element by element. Any shape; it stays. */
public final class ReLU6 extends ElementwiseLayer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public ReLU6 build() {
      return new ReLU6();
    }
  }

  /** The layer. */
  public ReLU6() {
    super(Activation.of(Kind.RELU6));
  }

  @Override
  public Config config() {
    return new Config();
  }
}
