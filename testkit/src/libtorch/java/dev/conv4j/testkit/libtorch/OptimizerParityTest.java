package dev.conv4j.testkit.libtorch;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.optim.Adam;
import dev.conv4j.optim.Clipping;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.ParameterGroup;
import dev.conv4j.optim.RmsProp;
import dev.conv4j.optim.Sgd;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty steps of each optimizer with every option and parameter group, the learning rate halved on
 * the way; and fifty with clipped gradients. What is trained is a linear layer, on other examples
 * at each step: near an optimum gradients would be nothing but the rounding of what they come from.
 */
class OptimizerParityTest {
  private static final int STEPS = 50;
  private static final Shape INPUT = Shape.of(9, 7);
  private static final Shape OUTPUT = Shape.of(9, 5);

  @AutoClose private final LayerParity parity = new LayerParity();

  static Stream<Optimizer.Config> optimizers() {
    Sgd.Config sgd = Sgd.Config.of(0.2f);
    Adam.Config adam = Adam.Config.adam(0.05f);
    Adam.Config adamW = Adam.Config.adamW(0.05f);
    RmsProp.Config rmsProp = RmsProp.Config.of(0.01f);
    return Stream.of(
        sgd,
        sgd.momentum(0.9f),
        sgd.weightDecay(0.1f),
        sgd.momentum(0.9f).weightDecay(0.1f),
        sgd.momentum(0.8f).withNesterov(),
        sgd.momentum(0.8f).withNesterov().weightDecay(0.05f),
        adam,
        adam.weightDecay(0.1f),
        adam.betas(0.8f, 0.95f).epsilon(1e-3f),
        adam.betas(0, 0.9f),
        adamW,
        adamW.weightDecay(0.3f),
        adamW.betas(0.8f, 0.95f).epsilon(1e-3f),
        rmsProp,
        rmsProp.alpha(0.9f).weightDecay(0.1f),
        rmsProp.momentum(0.7f),
        rmsProp.withCentring(),
        rmsProp.withCentring().momentum(0.7f).weightDecay(0.1f),
        new RmsProp.Config(0.01f, 0.9f, 1e-3f, 0.5f, true, 0));
  }

  static Stream<Arguments> optimizersAndGroups() {
    List<List<ParameterGroup>> groups =
        List.of(
            List.of(),
            List.of(ParameterGroup.withoutDecay("bias")),
            List.of(ParameterGroup.withRateFactor("weight", 0.5f)),
            List.of(new ParameterGroup("bias", 3, 0.2f), new ParameterGroup("*", 0.5f, null)));
    return optimizers().flatMap(config -> groups.stream().map(group -> arguments(config, group)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("optimizersAndGroups")
  void stepsAreAsLibtorchTakesThem(Optimizer.Config config, List<ParameterGroup> groups) {
    requireSameSteps(config, groups, new Clipping.None());
  }

  /** Always, now and then, and never. */
  static Stream<Clipping> clippings() {
    return Stream.of(
        new Clipping.Norm(0.01f),
        new Clipping.Norm(0.4f),
        new Clipping.Norm(1000),
        new Clipping.Value(0.01f),
        new Clipping.Value(0.1f),
        new Clipping.Value(1000));
  }

  @ParameterizedTest
  @MethodSource("clippings")
  void clippedStepsAreAsLibtorchTakesThem(Clipping clipping) {
    requireSameSteps(Sgd.Config.of(0.2f).momentum(0.5f), List.of(), clipping);
    requireSameSteps(Adam.Config.adam(0.05f), List.of(), clipping);
  }

  private void requireSameSteps(
      Optimizer.Config config, List<ParameterGroup> groups, Clipping clipping) {
    Linear layer = Linear.Config.of(7, 5).build();
    parity.draw(layer);
    Map<String, Parameter> parameters = Layers.parameters(layer);
    TorchNetwork peer = new TorchNetwork(layer);
    org.bytedeco.pytorch.Optimizer peerOptimizer =
        TorchOptimizers.of(config, peer.parameters(), groups);
    try (Optimizer optimizer = config.create(parameters, groups);
        Gradients gradients = new Gradients(parity.device())) {
      for (int step = 0; step < STEPS; step++) {
        if (step == STEPS / 2) {
          optimizer.setLearningRate(optimizer.learningRate() / 2);
          TorchOptimizers.scaleRates(peerOptimizer, 0.5);
        }
        Tensor input = parity.drawn("input", INPUT).value();
        Tensor target = parity.drawn("target", OUTPUT).value();
        computeGradients(layer, input, target, gradients);
        computeGradients(peer, input, target, peerOptimizer);
        clip(clipping, gradients, parameters);
        clip(clipping, peer);
        parity.requireParameters(layer, gradients, peer);
        optimizer.step(gradients);
        peerOptimizer.step();
      }
    }
    parameters.forEach((path, parameter) ->
        Parity.assertClose(path, parameter.value(), peer.parameter(path), Parity.FORWARD));
  }

  private void computeGradients(Linear layer, Tensor input, Tensor target, Gradients gradients) {
    gradients.clear();
    try (Pass pass = Pass.training(parity.device())) {
      Tensor loss = new MeanSquaredErrorLoss().of(layer.forward(input, pass), target, pass);
      pass.backward(loss, gradients);
    }
  }

  private static void computeGradients(
      TorchNetwork peer, Tensor input, Tensor target, org.bytedeco.pytorch.Optimizer optimizer) {
    optimizer.zero_grad();
    torch.mse_loss(peer.forward(Torch.constant(input)), Torch.constant(target)).backward();
  }

  private void clip(Clipping clipping, Gradients gradients, Map<String, Parameter> parameters) {
    try (Tensor squares = Tensor.of(parity.device(), Shape.SCALAR, 0)) {
      clipping.apply(gradients, parameters.values(), squares);
    }
  }

  private static void clip(Clipping clipping, TorchNetwork peer) {
    TensorVector parameters =
        new TensorVector(peer.parameters().values().toArray(org.bytedeco.pytorch.Tensor[]::new));
    switch (clipping) {
      case Clipping.None _ -> {}
      case Clipping.Norm norm -> torch.clip_grad_norm_(parameters, norm.most());
      case Clipping.Value value -> torch.clip_grad_value_(parameters, value.bound());
    }
  }
}
