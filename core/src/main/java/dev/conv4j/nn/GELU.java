package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;
import dev.conv4j.tensor.spi.Activation.Kind;

/**
 * {@code x * Φ(x)}, element by element, with Φ the distribution function of the normal distribution
 * (Hendrycks and Gimpel 2016, arXiv:1606.08415). Any shape; it stays.
 */
public final class GELU extends ElementwiseLayer {

  /** How Φ is computed. */
  public enum Form {
    /** As it is defined. */
    EXACT,
    /** By {@code 0.5 * (1 + tanh(sqrt(2 / π) * (x + 0.044715 * x³)))}, as older networks do. */
    TANH
  }

  /** Everything needed to rebuild the layer. */
  public record Config(Form form) implements Layer.Config {
    @Override
    public GELU build() {
      return new GELU(form);
    }
  }

  private final Form form;

  /** The exact form. */
  public GELU() {
    this(Form.EXACT);
  }

  /** A layer that computes Φ in this way. */
  public GELU(Form form) {
    super(Activation.of(form == Form.EXACT ? Kind.GELU : Kind.GELU_TANH));
    this.form = form;
  }

  @Override
  public Config config() {
    return new Config(form);
  }
}
