package dev.conv4j.benchmarks;

/** conv4j itself. */
final class Own {
  static final String NAME = "conv4j";

  private Own() {}

  /** The case in conv4j's hands. */
  static Workload prepare(Case work, int threads) {
    return switch (work) {
      case NetworkCase network -> new OwnNetwork(network, threads);
      case ConvolutionCase convolution -> new OwnConvolution(convolution, threads);
      case ProductCase product -> new OwnProduct(product, threads);
    };
  }
}
