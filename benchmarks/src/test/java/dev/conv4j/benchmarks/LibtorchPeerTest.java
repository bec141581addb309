package dev.conv4j.benchmarks;

/** The contract of libtorch through DJL. */
class LibtorchPeerTest extends PeerContract {

  @Override
  String peer() {
    return "LibtorchPeer";
  }

  @Override
  boolean canDo(Case work) {
    return true;
  }
}
