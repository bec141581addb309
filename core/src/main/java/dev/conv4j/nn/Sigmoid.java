package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;

/** {@code 1 / (1 + exp(-x))}, element by element. Any shape; it stays. */
public final class Sigmoid extends ElementwiseLayer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public Sigmoid build() {
      return new Sigmoid();
    }
  }

  /** The layer. */
  public Sigmoid() {
    super(Activation.of(Kind.SIGMOID));
  }

  @Override
  public Config config() {
    return new Config();
  }
}
