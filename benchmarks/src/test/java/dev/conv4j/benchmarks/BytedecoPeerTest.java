package dev.conv4j.benchmarks;

/** The contract of libtorch through bytedeco's C++ interface. */
class BytedecoPeerTest extends PeerContract {

  @Override
  String peer() {
    return "BytedecoPeer";
  }

  @Override
  boolean canDo(Case work) {
    return true;
  }
}
