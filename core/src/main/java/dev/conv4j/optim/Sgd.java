package dev.conv4j.optim;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, defined as PyTorch's SGD: {@code v = momentum * v +
 * g}, {@code p = p - learningRate * v}, where {@code g} is the gradient plus {@code weightDecay *
 * p}; with Nesterov's momentum {@code p = p - learningRate * (g + momentum * v)}.
 */
public final class Sgd implements Optimizer {

  /**
   * The settings.
   *
   * @param learningRate positive
   * @param momentum 0 (none) to less than 1
   * @param nesterov whether the momentum is Nesterov's; needs a momentum
   * @param weightDecay 0 or more
   */
  public record Config(float learningRate, float momentum, boolean nesterov, float weightDecay)
      implements Optimizer.Config {

    /** Checks the numbers. */
    public Config {
      check(
          "learning rate",
          learningRate > 0 && Float.isFinite(learningRate),
          "a positive number",
          learningRate);
      check("momentum", momentum >= 0 && momentum < 1, "0 or more and less than 1", momentum);
      check(
          "weight decay",
          weightDecay >= 0 && Float.isFinite(weightDecay),
          "0 or more",
          weightDecay);
      check("momentum", momentum > 0 || !nesterov, "more than 0 with Nesterov", momentum);
    }

    private static void check(String what, boolean fine, String expected, float found) {
      if (!fine) {
        throw new Conv4jException(new Problem(what, expected, Float.toString(found), ""));
      }
    }

    @Override
    public Sgd create(Map<String, Parameter> parameters) {
      return new Sgd(parameters, this);
    }

    /** Plain descent. */
    public static Config of(float learningRate) {
      return new Config(learningRate, 0, false, 0);
    }

    /** These settings with momentum. */
    public Config momentum(float share) {
      return new Config(learningRate, share, nesterov, weightDecay);
    }

    /** These settings with Nesterov's momentum. */
    public Config withNesterov() {
      return new Config(learningRate, momentum, true, weightDecay);
    }

    /** These settings with weight decay. */
    public Config weightDecay(float share) {
      return new Config(learningRate, momentum, nesterov, share);
    }
  }

  private final Config config;
  private final Map<String, Parameter> parameters;
  private final Map<String, Tensor> velocities = new LinkedHashMap<>();
  private float learningRate;

  /** An optimizer of these parameters, by their paths; they must have values. */
  public Sgd(Map<String, Parameter> parameters, Config config) {
    this.parameters = new LinkedHashMap<>(parameters);
    this.config = config;
    this.learningRate = config.learningRate();
    if (config.momentum() > 0) {
      parameters.forEach((path, parameter) ->
          velocities.put(
              velocityOf(path), Tensor.zeros(parameter.value().device(), parameter.shape())));
    }
  }

  private static String velocityOf(String path) {
    return path + ".velocity";
  }

  @Override
  public void step(Gradients gradients) {
    parameters.forEach((path, parameter) -> {
      if (parameter.isTrainable() && gradients.has(parameter)) {
        Tensor value = parameter.value();
        value
            .device()
            .kernels()
            .update()
            .sgd(
                value,
                gradients.of(parameter),
                velocities.get(velocityOf(path)),
                learningRate,
                config.momentum(),
                config.nesterov(),
                config.weightDecay());
      }
    });
  }

  @Override
  public float learningRate() {
    return learningRate;
  }

  @Override
  public void setLearningRate(float learningRate) {
    Config.check(
        "learning rate",
        learningRate >= 0 && Float.isFinite(learningRate),
        "0 or more",
        learningRate);
    this.learningRate = learningRate;
  }

  @Override
  public Map<String, Tensor> state() {
    return Collections.unmodifiableMap(velocities);
  }

  @Override
  public void close() {
    velocities.values().forEach(Tensor::close);
  }
}
