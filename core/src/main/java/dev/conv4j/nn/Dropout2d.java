package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Dropping;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * Drops whole channels of each image in training: a random share of them becomes 0, and what stays
 * is multiplied by {@code 1 / (1 - rate)} (Tompson et al. 2015, arXiv:1411.4280). Otherwise it does
 * nothing, at no cost.
 *
 * <p>Shapes: {@code [N, C, ...]}; it stays.
 *
 * <p>A training pass must have random numbers: {@link Pass#training(dev.conv4j.tensor.Device,
 * dev.conv4j.autograd.Randomness)}. The trainer's have.
 */
public final class Dropout2d implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param rate the share that is dropped, 0 to 1
   */
  public record Config(float rate) implements Layer.Config {
    /** Checks the rate. */
    public Config {
      try {
        new Dropping(rate, true);
      } catch (ShapeException e) {
        throw e.by("Dropout2d");
      }
    }

    @Override
    public Dropout2d build() {
      return new Dropout2d(rate);
    }
  }

  private final Config config;

  /** A layer that drops this share, from 0 to 1. */
  public Dropout2d(float rate) {
    config = new Config(rate);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    if (pass.mode() == Pass.Mode.INFERENCE || config.rate() == 0) {
      return input;
    }
    return new Dropping(config.rate(), true).apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2) {
      throw new ShapeException(kind(), "[N, C, ...]", input.toString(), "");
    }
    return input;
  }

  @Override
  public Config config() {
    return config;
  }
}
