package dev.conv4j.testkit.libtorch;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AuxiliaryHead;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Dropout;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.nn.StochasticDepth;
import dev.conv4j.tensor.Size2d;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A conv4j layer as libtorch computes it: the same settings, a copy of the weights. */
final class TorchNetwork {
  private final Layer.Config config;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final boolean frozenStatistics;

  TorchNetwork(Layer layer) {
    config = layer.config();
    Map<String, Parameter> ours = Layers.parameters(layer);
    ours.forEach((path, parameter) ->
        parameters.put(
            path,
            parameter.isLearned()
                ? Torch.variable(parameter.value())
                : Torch.constant(parameter.value())));
    frozenStatistics =
        ours.values().stream()
            .anyMatch(parameter -> !parameter.isLearned() && parameter.isFrozen());
  }

  /** The copies by their paths, in the order of the layers. */
  Map<String, Tensor> parameters() {
    return parameters;
  }

  /** The copy of the parameter at {@code path}. */
  Tensor parameter(String path) {
    return Objects.requireNonNull(parameters.get(path), path);
  }

  /** The gradient that the ways back gave the parameter at {@code path}. */
  Tensor gradient(String path) {
    return parameter(path).grad();
  }

  /** Sets the gradients to zero: libtorch adds further ones to them. */
  void clearGradients() {
    for (Tensor parameter : parameters.values()) {
      if (parameter.requires_grad()) {
        parameter.mutable_grad().zero_();
      }
    }
  }

  /**
   * Computes as in training: batch normalisation uses the batch's statistics, and moves its own,
   * unless they are frozen.
   */
  Tensor forward(Tensor x) {
    return forward(config, x, parameters.values().iterator(), !frozenStatistics);
  }

  /** Computes as in inference: batch normalisation uses its own statistics. */
  Tensor predict(Tensor x) {
    return forward(config, x, parameters.values().iterator(), false);
  }

  private static Tensor forward(
      Layer.Config config, Tensor x, Iterator<Tensor> weights, boolean training) {
    return switch (config) {
      case Sequential.Config sequence ->
          chain(
              sequence.layers().stream().map(Sequential.Named::layer).toList(),
              x,
              weights,
              training);
      case Concat.Config concat -> {
        TensorVector outputs = new TensorVector();
        for (Concat.Branch branch : concat.branches()) {
          outputs.push_back(forward(branch.layer(), x, weights, training));
        }
        yield torch.cat(outputs, 1);
      }
      case SqueezeExcitation.Config squeeze -> x.mul(chain(gate(squeeze), x, weights, training));
      case Residual.Config residual -> {
        Tensor changed = forward(residual.body(), x, weights, training);
        Layer.Config shortcut = residual.shortcut();
        yield changed.add(shortcut == null ? x : forward(shortcut, x, weights, training));
      }
      case AuxiliaryHead.Config auxiliary when !training -> {
        Layers.parameters(auxiliary.build()).forEach((_, _) -> weights.next());
        yield x;
      }
      case Dropout.Config _ when !training -> x;
      case StochasticDepth.Config _ when !training -> x;
      default -> TorchLayers.forward(config, x, weights, training);
    };
  }

  private static Tensor chain(
      List<Layer.Config> layers, Tensor x, Iterator<Tensor> weights, boolean training) {
    Tensor current = x;
    for (Layer.Config layer : layers) {
      current = forward(layer, current, weights, training);
    }
    return current;
  }

  /** What makes the factors, one after the other. */
  private static List<Layer.Config> gate(SqueezeExcitation.Config config) {
    return List.of(
        new AdaptiveAvgPool2d.Config(Size2d.square(1)),
        Conv2d.Config.of(config.channels(), config.squeezed(), 1),
        config.activation(),
        Conv2d.Config.of(config.squeezed(), config.channels(), 1),
        config.gate());
  }
}
