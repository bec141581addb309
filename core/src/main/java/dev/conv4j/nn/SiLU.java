package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;

/**
 * {@code x * sigmoid(x)}, element by element (Elfwing et al. 2017, arXiv:1702.03118); also known as
 * swish. Any shape; it stays.
 */
public final class SiLU extends ElementwiseLayer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public SiLU build() {
      return new SiLU();
    }
  }

  /** The layer. */
  public SiLU() {
    super(Activation.of(Kind.SILU));
  }

  @Override
  public Config config() {
    return new Config();
  }
}
