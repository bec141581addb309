package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;

/**
 * {@code x * min(max(x + 3, 0), 6) / 6}, element by element (Howard et al. 2019, arXiv:1905.02244).
 * Any shape; it stays.
 */
public final class Hardswish extends ElementwiseLayer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public Hardswish build() {
      return new Hardswish();
    }
  }

  /** The layer. */
  public Hardswish() {
    super(Activation.of(Kind.HARDSWISH));
  }

  @Override
  public Config config() {
    return new Config();
  }
}
