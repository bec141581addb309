package dev.conv4j.benchmarks.onnxruntime;

import dev.conv4j.benchmarks.NetworkCase;
import dev.conv4j.nn.Normalization;
import java.util.List;
import java.util.Optional;

/** A case's network as a model in ONNX's format: from pixels in [0, 1] to probabilities. */
final class OnnxModel {
  /** What the model is given: {@code [N, C, H, W]}. */
  static final String PIXELS = "pixels";

  /** What the network makes of it: {@code [N, classes]}. */
  static final String LOGITS = "logits";

  /** The softmax of the logits. */
  static final String PROBABILITIES = "probabilities";

  private OnnxModel() {}

  /** The file, or nothing if a layer has no operator here. */
  static Optional<byte[]> of(NetworkCase work) {
    Graph graph = new Graph();
    graph.input(PIXELS, work.input().extents());
    String normalized = addNormalization(graph, work.normalization());
    return new OnnxLayers(graph, work.weights())
        .add(work.network(), normalized)
        .map(last -> {
          graph.node("Identity", List.of(last), LOGITS);
          graph.node("Softmax", List.of(last), PROBABILITIES);
          graph.output(LOGITS, work.batch(), work.classes());
          graph.output(PROBABILITIES, work.batch(), work.classes());
          return graph.toModel();
        });
  }

  private static String addNormalization(Graph graph, Normalization normalization) {
    int channels = normalization.channels();
    float[] scale = new float[channels];
    float[] shift = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      scale[channel] = 1 / normalization.deviation().get(channel);
      shift[channel] = -normalization.mean().get(channel) * scale[channel];
    }
    String scaled = graph.node("Mul", List.of(PIXELS, graph.constant(scale, 1, channels, 1, 1)));
    return graph.node("Add", List.of(scaled, graph.constant(shift, 1, channels, 1, 1)));
  }
}
