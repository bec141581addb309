package dev.conv4j.benchmarks.onnxruntime;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Size2d;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** conv4j's layers as ONNX's operators, with the weights in the order of the layers. */
final class OnnxLayers {
  private final Graph graph;
  private final Iterator<float[]> weights;

  OnnxLayers(Graph graph, List<float[]> weights) {
    this.graph = graph;
    this.weights = weights.iterator();
  }

  /** Adds what the layer does to {@code input}; nothing comes back if there is no operator here. */
  Optional<String> add(Layer.Config layer, String input) {
    return switch (layer) {
      case Conv2d.Config conv -> Optional.of(convolution(conv, input));
      case MaxPool2d.Config pool -> Optional.of(maximum(pool, input));
      case Linear.Config linear -> Optional.of(linear(linear, input));
      case ReLU.Config relu -> Optional.of(graph.node("Relu", List.of(input)));
      case Flatten.Config flatten -> Optional.of(graph.node("Flatten", List.of(input)));
      case BatchNorm2d.Config norm -> Optional.of(normalization(norm, input));
      case AdaptiveAvgPool2d.Config pool when pool.size().area() == 1 ->
          Optional.of(graph.node("GlobalAveragePool", List.of(input)));
      case Residual.Config residual -> residual(residual, input);
      case Sequential.Config sequence -> sequence(sequence, input);
      default -> Optional.empty();
    };
  }

  private String convolution(Conv2d.Config conv, String input) {
    List<String> inputs = new ArrayList<>(List.of(input));
    Size2d kernel = conv.kernel();
    int perGroup = conv.in() / conv.groups();
    inputs.add(
        graph.constant(weights.next(), conv.out(), perGroup, kernel.height(), kernel.width()));
    if (conv.bias()) {
      inputs.add(graph.constant(weights.next(), conv.out()));
    }
    return graph.node(
        "Conv",
        inputs,
        size("kernel_shape", kernel),
        size("strides", conv.stride()),
        size("dilations", conv.dilation()),
        padding(conv.padding()),
        Graph.attribute("group", conv.groups()));
  }

  private String maximum(MaxPool2d.Config pool, String input) {
    return graph.node(
        "MaxPool",
        List.of(input),
        size("kernel_shape", pool.window()),
        size("strides", pool.stride()),
        padding(pool.padding()));
  }

  private String linear(Linear.Config linear, String input) {
    List<String> inputs = new ArrayList<>(List.of(input));
    inputs.add(graph.constant(weights.next(), linear.out(), linear.in()));
    if (linear.bias()) {
      inputs.add(graph.constant(weights.next(), linear.out()));
    }
    return graph.node("Gemm", inputs, Graph.attribute("transB", 1));
  }

  /** Scale, shift, running mean and running variance come in ONNX's order. */
  private String normalization(BatchNorm2d.Config norm, String input) {
    List<String> inputs = new ArrayList<>(List.of(input));
    for (int i = 0; i < 4; i++) {
      inputs.add(graph.constant(weights.next(), norm.channels()));
    }
    return graph.node("BatchNormalization", inputs, Graph.attribute("epsilon", norm.epsilon()));
  }

  private Optional<String> residual(Residual.Config residual, String input) {
    Optional<String> changed = add(residual.body(), input);
    Layer.Config beside = residual.shortcut();
    Optional<String> straight = beside == null ? Optional.of(input) : add(beside, input);
    return changed.flatMap(
        body -> straight.map(shortcut -> graph.node("Add", List.of(body, shortcut))));
  }

  private Optional<String> sequence(Sequential.Config sequence, String input) {
    Optional<String> value = Optional.of(input);
    for (Sequential.Named named : sequence.layers()) {
      value = value.flatMap(before -> add(named.layer(), before));
    }
    return value;
  }

  private static Message size(String name, Size2d size) {
    return Graph.attribute(name, new int[] {size.height(), size.width()});
  }

  /** Above, left, below, right. */
  private static Message padding(Size2d padding) {
    return Graph.attribute(
        "pads", new int[] {padding.height(), padding.width(), padding.height(), padding.width()});
  }
}
