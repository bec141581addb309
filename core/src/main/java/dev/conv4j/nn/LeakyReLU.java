package dev.conv4j.nn;

import dev.conv4j.tensor.spi.Activation;

/**
 * {@code x > 0 ? x : slope * x}, element by element (Maas et al. 2013, "Rectifier nonlinearities
 * improve neural network acoustic models"). Any shape; it stays.
 */
public final class LeakyReLU extends ElementwiseLayer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param slope what is below 0 is multiplied by; PyTorch's default is 0.01
   */
  public record Config(float slope) implements Layer.Config {
    /** Checks that the number is finite. */
    public Config {
      Activation.leakyRelu(slope);
    }

    @Override
    public LeakyReLU build() {
      return new LeakyReLU(slope);
    }
  }

  private final float slope;

  /** A layer with this slope; it must be finite. */
  public LeakyReLU(float slope) {
    super(Activation.leakyRelu(slope));
    this.slope = slope;
  }

  @Override
  public Config config() {
    return new Config(slope);
  }
}
