package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.LayerNormalization;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Normalises the innermost axes together, then gives each place a scale and a shift of its own:
 * {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias} (Ba, Kiros and Hinton 2016,
 * arXiv:1607.06450). Images never meet, so it works for batches of any size, and does the same in
 * training and in inference.
 *
 * <p>Shapes: {@code [N, ..., shape]}, unchanged; {@code shape} is {@code C, H, W} for whole images,
 * or the number of features behind a {@link Linear}.
 *
 * <p>Parameters: {@code weight [shape]}, from 1; {@code bias [shape]}, from 0.
 *
 * <p>Thread safety: any number of inference passes may share one instance.
 */
public final class LayerNorm implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param shape the extents of the innermost axes
   * @param epsilon added to each variance, more than 0
   * @param affine whether there are scales
   * @param bias whether there are shifts, too
   */
  public record Config(List<Integer> shape, float epsilon, boolean affine, boolean bias)
      implements Layer.Config {

    /** Copies the list and checks the numbers. */
    public Config {
      shape = List.copyOf(shape);
      if (shape.isEmpty() || shape.stream().anyMatch(extent -> extent < 1)) {
        throw new ShapeException("LayerNorm", "axes of 1 or more", shape.toString(), "");
      }
      GroupNorm.requireEpsilon("LayerNorm", epsilon);
    }

    /** With epsilon 1e-5, scales and shifts, as PyTorch's default. */
    public static Config of(int... shape) {
      return new Config(IntStream.of(shape).boxed().toList(), 1e-5f, true, true);
    }

    /** These settings with another epsilon. */
    public Config epsilon(float value) {
      return new Config(shape, value, affine, bias);
    }

    /** These settings without scales and shifts. */
    public Config withoutAffine() {
      return new Config(shape, epsilon, false, false);
    }

    /** These settings without shifts. */
    public Config withoutBias() {
      return new Config(shape, epsilon, affine, false);
    }

    @Override
    public LayerNorm build() {
      return new LayerNorm(this);
    }
  }

  private final Config config;
  private final LayerNormalization normalization;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** A layer with these settings. */
  public LayerNorm(Config config) {
    this.config = config;
    Shape over = Shape.of(config.shape().stream().mapToLong(Integer::longValue).toArray());
    this.normalization = new LayerNormalization(over, config.epsilon());
    weight = config.affine() ? new Parameter("weight", over, Initializer.constant(1)) : null;
    bias =
        config.affine() && config.bias()
            ? new Parameter("bias", over, Initializer.constant(0))
            : null;
  }

  /** With epsilon 1e-5, scales and shifts. */
  public LayerNorm(int... shape) {
    this(Config.of(shape));
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
    long[] over = normalization.over().extents();
    int outer = input.rank() - over.length;
    if (outer < 1
        || !Arrays.equals(over, Arrays.copyOfRange(input.extents(), outer, input.rank()))) {
      throw new ShapeException(
          kind(), "[N, ..., " + normalization.over().toString().substring(1), input.toString(), "");
    }
    return input;
  }

  @Override
  public Config config() {
    return config;
  }

  /** The scales, or null if there are none. */
  public @Nullable Parameter weight() {
    return weight;
  }

  /** The shifts, or null if there are none. */
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
