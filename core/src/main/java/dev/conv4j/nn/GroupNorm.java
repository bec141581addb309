package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.GroupNormalization;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Normalises groups of channels of each image, then scales and shifts: {@code y = (x - mean) /
 * sqrt(variance + epsilon) * weight + bias} (Wu and He 2018, arXiv:1803.08494). Images never meet,
 * so it works for batches of any size, and does the same in training and in inference.
 *
 * <p>Shapes: {@code [N, channels, ...]}, unchanged.
 *
 * <p>Parameters: {@code weight [channels]}, from 1; {@code bias [channels]}, from 0.
 *
 * <p>Thread safety: any number of inference passes may share one instance.
 */
public final class GroupNorm implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param groups a divisor of {@code channels}; as many as channels is instance normalisation
   * @param epsilon added to each variance, more than 0
   * @param affine whether there are scales and shifts
   */
  public record Config(int groups, int channels, float epsilon, boolean affine)
      implements Layer.Config {

    /** Checks the numbers. */
    public Config {
      if (channels < 1 || groups < 1 || channels % groups != 0) {
        throw new ShapeException(
            "GroupNorm",
            "groups that divide the channels",
            "%d groups for %d channels".formatted(groups, channels),
            "");
      }
      requireEpsilon("GroupNorm", epsilon);
    }

    /** With epsilon 1e-5, scales and shifts, as PyTorch's default. */
    public static Config of(int groups, int channels) {
      return new Config(groups, channels, 1e-5f, true);
    }

    /** These settings with another epsilon. */
    public Config epsilon(float value) {
      return new Config(groups, channels, value, affine);
    }

    /** These settings without scales and shifts. */
    public Config withoutAffine() {
      return new Config(groups, channels, epsilon, false);
    }

    @Override
    public GroupNorm build() {
      return new GroupNorm(this);
    }
  }

  static void requireEpsilon(String kind, float epsilon) {
    if (!(epsilon > 0 && Float.isFinite(epsilon))) {
      throw new ShapeException(kind, "an epsilon above 0", epsilon + "", "");
    }
  }

  private final Config config;
  private final GroupNormalization normalization;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** A layer with these settings. */
  public GroupNorm(Config config) {
    this.config = config;
    this.normalization = new GroupNormalization(config.groups(), config.epsilon());
    Shape shape = Shape.of(config.channels());
    weight = config.affine() ? new Parameter("weight", shape, Initializer.constant(1)) : null;
    bias = config.affine() ? new Parameter("bias", shape, Initializer.constant(0)) : null;
  }

  /** With epsilon 1e-5, scales and shifts. */
  public GroupNorm(int groups, int channels) {
    this(Config.of(groups, channels));
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    Tensor scale = weight == null ? null : pass.use(weight);
    Tensor shift = bias == null ? null : pass.use(bias);
    return normalization.apply(input, scale, shift, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2 || input.extent(1) != config.channels()) {
      throw new ShapeException(kind(), "[N, " + config.channels() + ", ...]", input.toString(), "");
    }
    return input;
  }

  @Override
  public Config config() {
    return config;
  }

  /** The scales, {@code [channels]}, or null if there are none. */
  public @Nullable Parameter weight() {
    return weight;
  }

  /** The shifts, {@code [channels]}, or null if there are none. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  public void visit(Visitor visitor) {
    if (weight != null) {
      visitor.parameter(weight);
    }
    if (bias != null) {
      visitor.parameter(bias);
    }
  }
}
