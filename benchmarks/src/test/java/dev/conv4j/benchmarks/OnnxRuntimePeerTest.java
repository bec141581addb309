package dev.conv4j.benchmarks;

/** The contract of ONNX Runtime. */
class OnnxRuntimePeerTest extends PeerContract {

  @Override
  String peer() {
    return "OnnxRuntimePeer";
  }

  @Override
  boolean canDo(Case work) {
    return work instanceof NetworkCase network && network.mode() == NetworkCase.Mode.INFERENCE;
  }
}
