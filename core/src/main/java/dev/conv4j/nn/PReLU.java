package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.ParametricRectification;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * {@code x > 0 ? x : weight * x} with weights that are learned, one for each channel or one for all
 * (He et al. 2015, arXiv:1502.01852).
 *
 * <p>Shapes: {@code [N, C, ...]}; it stays.
 *
 * <p>Parameters: {@code weight [C]} or {@code [1]}.
 */
public final class PReLU implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param weights how many: 1, or as many as there are channels
   * @param start what they all are at first
   */
  public record Config(int weights, float start) implements Layer.Config {
    /** Checks that the numbers make sense. */
    public Config {
      if (weights < 1 || !Float.isFinite(start)) {
        throw new ShapeException(
            "PReLU", "1 weight or more, at first finite", weights + ", at first " + start, "");
      }
    }

    /** These settings with the weights beginning at another number. */
    public Config start(float weight) {
      return new Config(weights, weight);
    }

    /** So many weights that are 0.25 at first, as PyTorch's are. */
    public static Config of(int weights) {
      return new Config(weights, 0.25f);
    }

    @Override
    public PReLU build() {
      return new PReLU(this);
    }
  }

  private final Config config;
  private final Parameter weight;

  /** A layer with these settings. */
  public PReLU(Config config) {
    this.config = config;
    weight =
        new Parameter("weight", Shape.of(config.weights()), Initializer.constant(config.start()));
  }

  /** A layer with one weight for all channels. */
  public PReLU() {
    this(1);
  }

  /** A layer with so many weights: 1, or as many as there are channels. */
  public PReLU(int weights) {
    this(Config.of(weights));
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    return new ParametricRectification().apply(input, pass.use(weight), pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    boolean fits =
        input.rank() >= 2 && (config.weights() == 1 || input.extent(1) == config.weights());
    if (!fits) {
      throw new ShapeException(
          kind(),
          config.weights() == 1 ? "[N, C, ...]" : "[N, %d, ...]".formatted(config.weights()),
          input.toString(),
          "");
    }
    return input;
  }

  @Override
  public Config config() {
    return config;
  }

  /** What is below 0 is multiplied by: {@code [C]} or {@code [1]}. */
  public Parameter weight() {
    return weight;
  }

  @Override
  public void visit(Visitor visitor) {
    visitor.parameter(weight);
  }
}
