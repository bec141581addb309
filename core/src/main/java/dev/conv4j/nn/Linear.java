package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.LinearMap;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer: {@code y = x · weightᵀ + bias}.
 *
 * <p>Shapes: {@code [N, in] -> [N, out]}.
 *
 * <p>Parameters: {@code weight [out, in]}, {@code bias [out]}. Weights start as {@link
 * Initialization} says, by default as PyTorch's do.
 */
public final class Linear implements Layer {

  /** Everything needed to rebuild the layer. */
  public record Config(int in, int out, boolean bias, Initialization initialization)
      implements Layer.Config {

    /** Checks that the numbers make sense. */
    public Config {
      if (in < 1 || out < 1) {
        throw new ShapeException("Linear", "1 feature or more", in + " in, " + out + " out", "");
      }
    }

    /** With a bias. */
    public static Config of(int in, int out) {
      return new Config(in, out, true, Initialization.FAN_IN_UNIFORM);
    }

    /** These settings without a bias. */
    public Config withoutBias() {
      return new Config(in, out, false, initialization);
    }

    /** These settings with another way for the weights to begin. */
    public Config initialization(Initialization way) {
      return new Config(in, out, bias, way);
    }

    @Override
    public Linear build() {
      return new Linear(this);
    }
  }

  private final Config config;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** A layer with these settings. */
  public Linear(Config config) {
    this.config = config;
    Initialization way = config.initialization();
    weight =
        new Parameter(
            "weight", Shape.of(config.out(), config.in()), way.weights(config.in(), config.out()));
    bias =
        config.bias()
            ? new Parameter("bias", Shape.of(config.out()), way.biases(config.in()))
            : null;
  }

  /** With a bias; more by {@link Config}. */
  public Linear(int in, int out) {
    this(Config.of(in, out));
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    Tensor biases = bias == null ? null : pass.use(bias);
    return new LinearMap().apply(input, pass.use(weight), biases, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", config.in());
    return Shape.of(input.extent(0), config.out());
  }

  @Override
  public Config config() {
    return config;
  }

  /** The weights, {@code [out, in]}. */
  public Parameter weight() {
    return weight;
  }

  /** What is added to each output, or null if nothing is. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  public void visit(Visitor visitor) {
    visitor.parameter(weight);
    if (bias != null) {
      visitor.parameter(bias);
    }
  }
}
