package dev.conv4j.benchmarks.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import dev.conv4j.benchmarks.Case;
import dev.conv4j.benchmarks.NetworkCase;
import dev.conv4j.benchmarks.Peer;
import dev.conv4j.benchmarks.Workload;
import java.util.Optional;

/** ONNX Runtime, which only predicts. */
public final class OnnxRuntimePeer implements Peer {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  /** For {@link java.util.ServiceLoader}. */
  public OnnxRuntimePeer() {}

  @Override
  public String name() {
    return "ONNX Runtime " + environment.getVersion();
  }

  @Override
  public Optional<Workload> prepare(Case work, int threads) {
    return work instanceof NetworkCase network && network.mode() == NetworkCase.Mode.INFERENCE
        ? OnnxModel.of(network)
            .map(model -> new OnnxRuntimeNetwork(environment, model, network, threads))
        : Optional.empty();
  }
}
