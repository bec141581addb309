package dev.conv4j.benchmarks;

import java.util.Optional;

/** conv4j itself, and the peak of the processors that it is held to. */
public final class Own implements Peer {
  static final String NAME = "conv4j";

  /** For {@link PeerProcess}. */
  public Own() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<Workload> prepare(Case work, int threads) {
    return Optional.of(workload(work, threads));
  }

  /** The case in conv4j's hands. */
  static Workload workload(Case work, int threads) {
    return switch (work) {
      case NetworkCase network -> new OwnNetwork(network, threads);
      case ConvolutionCase convolution -> new OwnConvolution(convolution, threads);
      case ProductCase product -> new OwnProduct(product, threads);
      case PeakCase peak -> new PeakLoop(peak.threads());
    };
  }
}
