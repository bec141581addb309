package dev.conv4j.optim;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import dev.conv4j.tensor.spi.UpdateKernels.AdamSettings;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980), and AdamW, where the weights decay by themselves
 * (Loshchilov and Hutter 2019, arXiv:1711.05101); defined as in PyTorch.
 */
public final class Adam extends ElementwiseOptimizer {
  private static final String MEAN = "mean";
  private static final String SQUARE = "square";

  /**
   * The settings.
   *
   * @param learningRate positive
   * @param beta1 the share of the gradients' average that stays, 0 to less than 1
   * @param beta2 the share of the squares' average that stays, 0 to less than 1
   * @param epsilon added to the root of the squares, 0 or more
   * @param weightDecay 0 or more
   * @param decoupled whether the weights decay by themselves (AdamW) or through the gradient
   */
  public record Config(
      float learningRate,
      float beta1,
      float beta2,
      float epsilon,
      float weightDecay,
      boolean decoupled)
      implements Optimizer.Config {

    /** Checks the numbers. */
    public Config {
      Settings.checkLearningRate(learningRate);
      Settings.checkShare("beta1", beta1);
      Settings.checkShare("beta2", beta2);
      Settings.checkEpsilon(epsilon);
      Settings.checkWeightDecay(weightDecay);
    }

    @Override
    public Adam create(Map<String, Parameter> parameters, List<ParameterGroup> groups) {
      return new Adam(parameters, groups, this);
    }

    /** Adam with the usual settings: betas 0.9 and 0.999, epsilon 1e-8, no decay. */
    public static Config adam(float learningRate) {
      return new Config(learningRate, 0.9f, 0.999f, 1e-8f, 0, false);
    }

    /** AdamW with the usual settings: betas 0.9 and 0.999, epsilon 1e-8, decay 0.01. */
    public static Config adamW(float learningRate) {
      return new Config(learningRate, 0.9f, 0.999f, 1e-8f, 0.01f, true);
    }

    /** These settings with other betas. */
    public Config betas(float first, float second) {
      return new Config(learningRate, first, second, epsilon, weightDecay, decoupled);
    }

    /** These settings with another epsilon. */
    public Config epsilon(float number) {
      return new Config(learningRate, beta1, beta2, number, weightDecay, decoupled);
    }

    /** These settings with weight decay. */
    public Config weightDecay(float share) {
      return new Config(learningRate, beta1, beta2, epsilon, share, decoupled);
    }
  }

  private final Config config;

  private Adam(Map<String, Parameter> parameters, List<ParameterGroup> groups, Config config) {
    super(
        parameters,
        groups,
        config.learningRate(),
        config.weightDecay(),
        List.of(MEAN, SQUARE),
        true);
    this.config = config;
  }

  @Override
  float[] corrections(int step) {
    return new float[] {
      (float) (1 - StrictMath.pow(config.beta1(), step)),
      (float) Math.sqrt(1 - StrictMath.pow(config.beta2(), step))
    };
  }

  @Override
  void update(UpdateKernels kernels, Slot slot, Tensor gradient, StepNumbers now) {
    kernels.adam(
        slot.parameter().value(),
        gradient,
        slot.require(MEAN),
        slot.require(SQUARE),
        now,
        new AdamSettings(
            slot.rateFactor(),
            config.beta1(),
            config.beta2(),
            config.epsilon(),
            slot.weightDecay(),
            config.decoupled()));
  }
}
