package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Dropping;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * Drops single elements in training: a random share of them becomes 0, and what stays is multiplied
 * by {@code 1 / (1 - rate)} (Srivastava et al. 2014, "Dropout: a simple way to prevent neural
 * networks from overfitting"). Otherwise it does nothing, at no cost.
 *
 * <p>Shapes: any; it stays.
 *
 * <p>A training pass must have random numbers: {@link Pass#training(dev.conv4j.tensor.Device,
 * dev.conv4j.autograd.Randomness)}. The trainer's have.
 */
public final class Dropout implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param rate the share that is dropped, 0 to 1
   */
  public record Config(float rate) implements Layer.Config {
    /** Checks the rate. */
    public Config {
      try {
        new Dropping(rate, false);
      } catch (ShapeException e) {
        throw e.by("Dropout");
      }
    }

    @Override
    public Dropout build() {
      return new Dropout(rate);
    }
  }

  private final Config config;

  /** A layer that drops this share, from 0 to 1. */
  public Dropout(float rate) {
    config = new Config(rate);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    if (pass.mode() == Pass.Mode.INFERENCE || config.rate() == 0) {
      return input;
    }
    return new Dropping(config.rate(), false).apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Config config() {
    return config;
  }
}
