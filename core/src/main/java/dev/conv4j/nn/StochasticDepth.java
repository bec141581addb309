package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.ItemDropping;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * Leaves what comes before it out for a random share of the images in training, and multiplies it
 * by {@code 1 / (1 - rate)} for the others (Huang et al. 2016, arXiv:1603.09382); at the end of a
 * residual branch it makes a network that is now and then less deep. Otherwise it does nothing, at
 * no cost. As torchvision's, mode {@code row}.
 *
 * <p>Shapes: {@code [N, ...]}, unchanged.
 *
 * <p>A training pass must have random numbers: {@link Pass#training(dev.conv4j.tensor.Device,
 * dev.conv4j.autograd.Randomness)}. The trainer's have.
 */
public final class StochasticDepth implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param rate the share of images, 0 to 1
   */
  public record Config(float rate) implements Layer.Config {
    /** Checks the rate. */
    public Config {
      try {
        new ItemDropping(rate);
      } catch (ShapeException e) {
        throw e.by("StochasticDepth");
      }
    }

    @Override
    public StochasticDepth build() {
      return new StochasticDepth(rate);
    }
  }

  private final Config config;

  /** A layer that leaves out this share, from 0 to 1. */
  public StochasticDepth(float rate) {
    config = new Config(rate);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    if (pass.mode() == Pass.Mode.INFERENCE || config.rate() == 0) {
      return input;
    }
    return new ItemDropping(config.rate()).apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1) {
      throw new ShapeException(kind(), "[N, ...]", input.toString(), "");
    }
    return input;
  }

  @Override
  public Config config() {
    return config;
  }
}
