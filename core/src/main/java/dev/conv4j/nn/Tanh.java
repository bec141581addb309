package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;

/** The hyperbolic tangent, element by element. Any shape; it stays. */
public final class Tanh extends ElementwiseLayer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public Tanh build() {
      return new Tanh();
    }
  }

  /** The layer. */
  public Tanh() {
    super(Activation.of(Kind.TANH));
  }

  @Override
  public Config config() {
    return new Config();
  }
}
