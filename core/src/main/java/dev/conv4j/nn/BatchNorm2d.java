package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.BatchNormalization;
import dev.conv4j.autograd.ChannelNormalization;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * Gives each channel the mean 0 and the variance 1, then a learned scale and shift: {@code y = (x -
 * mean) / sqrt(variance + epsilon) * weight + bias} (Ioffe and Szegedy 2015, arXiv:1502.03167).
 *
 * <p>Shapes: {@code [N, channels, H, W]}, in and out.
 *
 * <p>In a training pass mean and variance are those of the batch, the variance divided by the
 * number of elements. Besides, the pass proposes the next running statistics, {@code (1 - momentum)
 * * running + momentum * observed}, where the observed variance is divided by one less than the
 * number of elements; {@link Pass#commit} makes them the layer's. A single element has no such
 * variance and leaves the running one as it is; an empty batch leaves both. In any other pass the
 * running statistics are used, and in training passes too while they are frozen.
 *
 * <p>Parameters: {@code weight [channels]}, from 1; {@code bias [channels]}, from 0; the running
 * statistics {@code running_mean [channels]}, from 0, and {@code running_var [channels]}, from 1.
 *
 * <p>Thread safety: any number of inference passes may share one instance.
 */
public final class BatchNorm2d implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param epsilon added to each variance, more than 0
   * @param momentum the weight of a new observation, 0 to 1
   */
  public record Config(int channels, float epsilon, float momentum) implements Layer.Config {

    /** Checks the numbers. */
    public Config {
      if (channels < 1) {
        throw new ShapeException("BatchNorm2d", "1 channel or more", channels + "", "");
      }
      if (!(epsilon > 0 && Float.isFinite(epsilon))) {
        throw new ShapeException("BatchNorm2d", "an epsilon above 0", epsilon + "", "");
      }
      if (!(momentum >= 0 && momentum <= 1)) {
        throw new ShapeException("BatchNorm2d", "a momentum of 0 to 1", momentum + "", "");
      }
    }

    /** With epsilon 1e-5 and momentum 0.1, as PyTorch's default. */
    public static Config of(int channels) {
      return new Config(channels, 1e-5f, 0.1f);
    }

    /** These settings with another epsilon. */
    public Config epsilon(float value) {
      return new Config(channels, value, momentum);
    }

    /** These settings with another momentum. */
    public Config momentum(float share) {
      return new Config(channels, epsilon, share);
    }

    @Override
    public BatchNorm2d build() {
      return new BatchNorm2d(this);
    }
  }

  private final Config config;
  private final BatchNormalization ofBatch;
  private final ChannelNormalization asSeen;
  private final Parameter weight;
  private final Parameter bias;
  private final Parameter runningMean;
  private final Parameter runningVariance;

  /** A layer with these settings. */
  public BatchNorm2d(Config config) {
    this.config = config;
    this.ofBatch = new BatchNormalization(config.epsilon());
    this.asSeen = new ChannelNormalization(config.epsilon());
    Shape shape = Shape.of(config.channels());
    weight = new Parameter("weight", shape, Initializer.constant(1));
    bias = new Parameter("bias", shape, Initializer.constant(0));
    runningMean = Parameter.statistic("running_mean", shape, Initializer.constant(0));
    runningVariance = Parameter.statistic("running_var", shape, Initializer.constant(1));
  }

  /** With epsilon 1e-5 and momentum 0.1. */
  public BatchNorm2d(int channels) {
    this(Config.of(channels));
  }

  /**
   * Computes the layer.
   *
   * @throws ShapeException if {@code input} is not {@code [N, channels, H, W]}
   */
  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    Tensor scale = pass.use(weight);
    Tensor shift = pass.use(bias);
    boolean frozen = runningMean.isFrozen() && runningVariance.isFrozen();
    if (pass.mode() != Pass.Mode.TRAINING || frozen) {
      Tensor mean = pass.use(runningMean);
      return asSeen.apply(input, scale, shift, mean, pass.use(runningVariance), pass);
    }
    BatchNormalization.Result result = ofBatch.apply(input, scale, shift, pass);
    long seen = input.shape().count() / config.channels();
    if (seen > 0) {
      propose(runningMean, result.mean(), 1, pass);
    }
    if (seen > 1) {
      propose(runningVariance, result.variance(), (float) seen / (float) (seen - 1), pass);
    }
    return result.y();
  }

  private void propose(Parameter statistic, Tensor seen, float factor, Pass pass) {
    Tensor next = pass.allocate(ofBatch, ElementType.FLOAT32, statistic.shape());
    pass.kernels()
        .normalization()
        .blend(pass.observed(statistic), seen, config.momentum(), factor, next);
    pass.propose(statistic, next);
  }

  @Override
  public Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", config.channels(), "H", "W");
    return input;
  }

  @Override
  public Config config() {
    return config;
  }

  /** The scales, {@code [channels]}. */
  public Parameter weight() {
    return weight;
  }

  /** The shifts, {@code [channels]}. */
  public Parameter bias() {
    return bias;
  }

  /** The mean of each channel that inference uses, {@code [channels]}. */
  public Parameter runningMean() {
    return runningMean;
  }

  /** The variance of each channel that inference uses, {@code [channels]}. */
  public Parameter runningVariance() {
    return runningVariance;
  }

  @Override
  public void visit(Visitor visitor) {
    visitor.parameter(weight);
    visitor.parameter(bias);
    visitor.parameter(runningMean);
    visitor.parameter(runningVariance);
  }
}
