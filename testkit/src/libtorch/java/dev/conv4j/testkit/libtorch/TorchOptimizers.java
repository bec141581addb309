package dev.conv4j.testkit.libtorch;

import dev.conv4j.optim.ParameterGroup;
import dev.conv4j.optim.RmsProp;
import dev.conv4j.optim.Sgd;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.OptimizerParamGroup;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** libtorch's optimizers with the settings of conv4j's. */
final class TorchOptimizers {
  private TorchOptimizers() {}

  /** An optimizer with each parameter in a group of its own, as its path says. */
  static Optimizer of(
      dev.conv4j.optim.Optimizer.Config config,
      Map<String, Tensor> parameters,
      List<ParameterGroup> groups) {
    Optimizer optimizer = withDefaults(config);
    parameters.forEach((path, value) -> {
      long last = optimizer.param_groups().size();
      optimizer.add_param_group(new OptimizerParamGroup(new TensorVector(value)));
      OptimizerOptions options = optimizer.param_groups().get(last).options();
      groups.stream()
          .filter(group -> group.has(path))
          .findFirst()
          .ifPresent(group -> apply(config, group, options));
    });
    return optimizer;
  }

  /** The learning rate of the group with this number, of {@link #of}'s the parameter's + 1. */
  static OptimizerOptions options(Optimizer optimizer, long group) {
    return optimizer.param_groups().get(group).options();
  }

  /** Multiplies all learning rates. */
  static void scaleRates(Optimizer optimizer, double factor) {
    for (long group = 0; group < optimizer.param_groups().size(); group++) {
      OptimizerOptions options = options(optimizer, group);
      options.set_lr(options.get_lr() * factor);
    }
  }

  private static void apply(
      dev.conv4j.optim.Optimizer.Config config, ParameterGroup group, OptimizerOptions options) {
    options.set_lr((double) config.learningRate() * group.rateFactor());
    Float decay = group.weightDecay();
    if (decay != null) {
      weightDecay(config, options).put(decay);
    }
  }

  private static DoublePointer weightDecay(
      dev.conv4j.optim.Optimizer.Config config, OptimizerOptions options) {
    return switch (config) {
      case Sgd.Config _ -> new SGDOptions(options).weight_decay();
      case dev.conv4j.optim.Adam.Config adam ->
          adam.decoupled()
              ? new AdamWOptions(options).weight_decay()
              : new AdamOptions(options).weight_decay();
      case RmsProp.Config _ -> new RMSpropOptions(options).weight_decay();
      default -> throw new IllegalArgumentException("no counterpart in libtorch for " + config);
    };
  }

  private static Optimizer withDefaults(dev.conv4j.optim.Optimizer.Config config) {
    return switch (config) {
      case Sgd.Config sgd -> sgd(sgd);
      case dev.conv4j.optim.Adam.Config adam -> adam.decoupled() ? adamW(adam) : adam(adam);
      case RmsProp.Config rmsProp -> rmsProp(rmsProp);
      default -> throw new IllegalArgumentException("no counterpart in libtorch for " + config);
    };
  }

  private static Optimizer sgd(Sgd.Config config) {
    SGDOptions options = new SGDOptions(config.learningRate());
    options.momentum().put(config.momentum());
    options.nesterov().put(config.nesterov());
    options.weight_decay().put(config.weightDecay());
    return new SGD(new TensorVector(), options);
  }

  private static Optimizer adam(dev.conv4j.optim.Adam.Config config) {
    AdamOptions options = new AdamOptions(config.learningRate());
    putBetas(options.betas(), config);
    options.eps().put(config.epsilon());
    options.weight_decay().put(config.weightDecay());
    return new Adam(new TensorVector(), options);
  }

  private static Optimizer adamW(dev.conv4j.optim.Adam.Config config) {
    AdamWOptions options = new AdamWOptions(config.learningRate());
    putBetas(options.betas(), config);
    options.eps().put(config.epsilon());
    options.weight_decay().put(config.weightDecay());
    return new AdamW(new TensorVector(), options);
  }

  /** They are a C++ tuple, which the library of GNU lays out from last to first. */
  private static void putBetas(DoublePointer betas, dev.conv4j.optim.Adam.Config config) {
    betas.put(0, config.beta2()).put(1, config.beta1());
  }

  private static Optimizer rmsProp(RmsProp.Config config) {
    RMSpropOptions options = new RMSpropOptions(config.learningRate());
    options.alpha().put(config.alpha());
    options.eps().put(config.epsilon());
    options.momentum().put(config.momentum());
    options.centered().put(config.centred());
    options.weight_decay().put(config.weightDecay());
    return new RMSprop(new TensorVector(), options);
  }
}
