package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;

/**
 * {@code x > 0 ? x : alpha * (exp(x) - 1)}, element by element (Clevert et al. 2016,
 * arXiv:1511.07289). Any shape; it stays.
 */
public final class ELU extends ElementwiseLayer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param alpha the layer tends to {@code -alpha}; PyTorch's default is 1
   */
  public record Config(float alpha) implements Layer.Config {
    /** Checks that the number is finite. */
    public Config {
      Activation.elu(alpha);
    }

    @Override
    public ELU build() {
      return new ELU(alpha);
    }
  }

  private final float alpha;

  /** A layer with this alpha; it must be finite. */
  public ELU(float alpha) {
    super(Activation.elu(alpha));
    this.alpha = alpha;
  }

  @Override
  public Config config() {
    return new Config(alpha);
  }
}
