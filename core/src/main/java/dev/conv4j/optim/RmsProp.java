package dev.conv4j.optim;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import dev.conv4j.tensor.spi.UpdateKernels.RmsPropSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * RMSprop (Tieleman and Hinton 2012, Coursera lecture 6e), defined as in PyTorch: gradients divided
 * by the root of the running average of their squares; centred, by their running deviation (Graves
 * 2013, arXiv:1308.0850).
 */
public final class RmsProp extends ElementwiseOptimizer {
  private static final String SQUARE = "square";
  private static final String VELOCITY = "velocity";
  private static final String AVERAGE = "average";

  /**
   * The settings.
   *
   * @param learningRate positive
   * @param alpha the share of the squares' average that stays, 0 to less than 1
   * @param epsilon added to the root, 0 or more
   * @param momentum 0 (none) to less than 1
   * @param centred whether the average gradient is taken off
   * @param weightDecay 0 or more
   */
  public record Config(
      float learningRate,
      float alpha,
      float epsilon,
      float momentum,
      boolean centred,
      float weightDecay)
      implements Optimizer.Config {

    /** Checks the numbers. */
    public Config {
      Settings.checkLearningRate(learningRate);
      Settings.checkShare("alpha", alpha);
      Settings.checkEpsilon(epsilon);
      Settings.checkShare("momentum", momentum);
      Settings.checkWeightDecay(weightDecay);
    }

    @Override
    public RmsProp create(Map<String, Parameter> parameters, List<ParameterGroup> groups) {
      return new RmsProp(parameters, groups, this);
    }

    /** The usual settings: alpha 0.99, epsilon 1e-8. */
    public static Config of(float learningRate) {
      return new Config(learningRate, 0.99f, 1e-8f, 0, false, 0);
    }

    /** These settings with another alpha. */
    public Config alpha(float share) {
      return new Config(learningRate, share, epsilon, momentum, centred, weightDecay);
    }

    /** These settings with momentum. */
    public Config momentum(float share) {
      return new Config(learningRate, alpha, epsilon, share, centred, weightDecay);
    }

    /** These settings with the average gradient taken off. */
    public Config withCentring() {
      return new Config(learningRate, alpha, epsilon, momentum, true, weightDecay);
    }

    /** These settings with weight decay. */
    public Config weightDecay(float share) {
      return new Config(learningRate, alpha, epsilon, momentum, centred, share);
    }
  }

  private final Config config;

  private RmsProp(Map<String, Parameter> parameters, List<ParameterGroup> groups, Config config) {
    super(parameters, groups, config.learningRate(), config.weightDecay(), purposes(config), false);
    this.config = config;
  }

  private static List<String> purposes(Config config) {
    List<String> purposes = new ArrayList<>(List.of(SQUARE));
    if (config.momentum() > 0) {
      purposes.add(VELOCITY);
    }
    if (config.centred()) {
      purposes.add(AVERAGE);
    }
    return purposes;
  }

  @Override
  void update(UpdateKernels kernels, Slot slot, Tensor gradient, StepNumbers now) {
    kernels.rmsProp(
        slot.parameter().value(),
        gradient,
        slot.require(SQUARE),
        slot.get(VELOCITY),
        slot.get(AVERAGE),
        now,
        new RmsPropSettings(
            slot.rateFactor(),
            config.alpha(),
            config.epsilon(),
            config.momentum(),
            slot.weightDecay()));
  }
}
