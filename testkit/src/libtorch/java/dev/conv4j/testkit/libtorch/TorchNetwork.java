package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Size2d;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A conv4j layer as libtorch computes it: the same settings, a copy of the weights. */
final class TorchNetwork {
  private final Layer.Config config;
  private final Map<String, NDArray> parameters = new LinkedHashMap<>();

  TorchNetwork(Layer layer, Torch torch) {
    this.config = layer.config();
    for (Map.Entry<String, Parameter> entry : Layers.parameters(layer).entrySet()) {
      Parameter parameter = entry.getValue();
      parameters.put(
          entry.getKey(),
          parameter.isLearned()
              ? torch.variable(parameter.value())
              : torch.constant(parameter.value()));
    }
  }

  /** The copies by their paths, in the order of the layers. */
  Map<String, NDArray> parameters() {
    return parameters;
  }

  /** The gradient that the last way back gave the parameter at {@code path}. */
  NDArray gradient(String path) {
    return Objects.requireNonNull(parameters.get(path), path).getGradient();
  }

  /**
   * Computes as in training: batch normalisation uses the batch's statistics, and moves its own.
   */
  NDArray forward(NDArray x) {
    return forward(config, x, parameters.values().iterator(), true);
  }

  /** Computes as in inference: batch normalisation uses its own statistics. */
  NDArray predict(NDArray x) {
    return forward(config, x, parameters.values().iterator(), false);
  }

  private static NDArray forward(
      Layer.Config config, NDArray x, Iterator<NDArray> weights, boolean training) {
    return switch (config) {
      case Conv2d.Config conv ->
          convolution(conv, x, weights.next(), conv.bias() ? weights.next() : null);
      case Linear.Config linear -> linear(x, weights.next(), linear.bias() ? weights.next() : null);
      case MaxPool2d.Config pool -> TorchWindows.max(pool, x);
      case AvgPool2d.Config pool -> TorchWindows.average(pool, x);
      case AdaptiveAvgPool2d.Config pool ->
          JniUtils.adaptiveAvgPool((PtNDArray) x, shape(pool.size()));
      case AdaptiveMaxPool2d.Config pool ->
          JniUtils.adaptiveMaxPool((PtNDArray) x, shape(pool.size()));
      case BatchNorm2d.Config norm -> batchNormalization(norm, x, weights, training);
      case Flatten.Config flatten -> x.reshape(x.getShape().get(0), -1);
      case Sequential.Config sequence -> {
        NDArray current = x;
        for (Sequential.Named named : sequence.layers()) {
          current = forward(named.layer(), current, weights, training);
        }
        yield current;
      }
      case GroupNorm.Config norm -> TorchLayers.groupNorm(norm, x, weights);
      case LayerNorm.Config norm -> TorchLayers.layerNorm(norm, x, weights);
      case ConvTranspose2d.Config conv -> TorchLayers.transposed(conv, x, weights);
      case PadChannels.Config pad -> TorchLayers.padChannels(pad, x);
      case Concat.Config concat ->
          TorchLayers.concat(
              concat.branches().stream()
                  .map(branch -> forward(branch.layer(), x, weights, training))
                  .toList());
      case SqueezeExcitation.Config squeeze -> {
        NDArray factor = x;
        for (Layer.Config part : TorchLayers.parts(squeeze)) {
          factor = forward(part, factor, weights, training);
        }
        yield x.mul(factor);
      }
      case Residual.Config residual -> {
        NDArray changed = forward(residual.body(), x, weights, training);
        Layer.Config shortcut = residual.shortcut();
        yield changed.add(shortcut == null ? x : forward(shortcut, x, weights, training));
      }
      default -> activation(config, x, weights);
    };
  }

  private static NDArray activation(Layer.Config config, NDArray x, Iterator<NDArray> weights) {
    NDArray activated = TorchActivations.forward(config, x, weights);
    if (activated == null) {
      throw new IllegalArgumentException("no counterpart in libtorch for " + config);
    }
    return activated;
  }

  private static NDArray convolution(
      Conv2d.Config config, NDArray x, NDArray weight, @Nullable NDArray bias) {
    if (config.samePadding() || config.paddingMode() != PaddingMode.ZEROS) {
      Conv2d.Config bare =
          config.paddingMode(PaddingMode.ZEROS).padding(0); // what is padded already
      return convolution(bare, padded(config, x), weight, bias);
    }
    return x.getNDArrayInternal()
        .convolution(
            x,
            weight,
            bias,
            shape(config.stride()),
            shape(config.padding()),
            shape(config.dilation()),
            config.groups())
        .singletonOrThrow();
  }

  private static NDArray padded(Conv2d.Config config, NDArray x) {
    Size2d each = config.padding();
    if (!config.samePadding()) {
      return TorchWindows.pad(
          x, each.height(), each.height(), each.width(), each.width(), config.paddingMode());
    }
    int rows = config.dilation().height() * (config.kernel().height() - 1);
    int columns = config.dilation().width() * (config.kernel().width() - 1);
    return TorchWindows.pad(
        x, rows / 2, rows - rows / 2, columns / 2, columns - columns / 2, config.paddingMode());
  }

  /** DJL's momentum is the share of what was before. */
  private static NDArray batchNormalization(
      BatchNorm2d.Config config, NDArray x, Iterator<NDArray> weights, boolean training) {
    NDArray gamma = weights.next();
    NDArray beta = weights.next();
    NDArray mean = weights.next();
    NDArray variance = weights.next();
    return x.getNDArrayInternal()
        .batchNorm(
            x, mean, variance, gamma, beta, 1, 1 - config.momentum(), config.epsilon(), training)
        .singletonOrThrow();
  }

  private static NDArray linear(NDArray x, NDArray weight, @Nullable NDArray bias) {
    return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
  }

  private static Shape shape(Size2d size) {
    return new Shape(size.height(), size.width());
  }
}
