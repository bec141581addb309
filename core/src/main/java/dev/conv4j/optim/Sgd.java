package dev.conv4j.optim;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import dev.conv4j.tensor.spi.UpdateKernels.SgdSettings;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent with momentum, defined as PyTorch's SGD: {@code v = momentum * v +
 * g}, {@code p = p - learningRate * v}, where {@code g} is the gradient plus {@code weightDecay *
 * p}; with Nesterov's momentum {@code p = p - learningRate * (g + momentum * v)}.
 */
public final class Sgd extends ElementwiseOptimizer {
  private static final String VELOCITY = "velocity";

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
      Settings.checkLearningRate(learningRate);
      Settings.checkShare("momentum", momentum);
      Settings.checkWeightDecay(weightDecay);
      Settings.check("momentum", momentum > 0 || !nesterov, "more than 0 with Nesterov", momentum);
    }

    @Override
    public Sgd create(Map<String, Parameter> parameters, List<ParameterGroup> groups) {
      return new Sgd(parameters, groups, this);
    }

    @Override
    public Sgd create(Map<String, Parameter> parameters) {
      return create(parameters, List.of());
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

  private Sgd(Map<String, Parameter> parameters, List<ParameterGroup> groups, Config config) {
    super(
        parameters,
        groups,
        config.learningRate(),
        config.weightDecay(),
        config.momentum() > 0 ? List.of(VELOCITY) : List.of(),
        false);
    this.config = config;
  }

  @Override
  void update(UpdateKernels kernels, Slot slot, Tensor gradient, StepNumbers now) {
    kernels.sgd(
        slot.parameter().value(),
        gradient,
        slot.get(VELOCITY),
        now,
        new SgdSettings(
            slot.rateFactor(), config.momentum(), config.nesterov(), slot.weightDecay()));
  }
}
