package dev.conv4j.benchmarks.libtorch;

import ai.djl.engine.Engine;
import dev.conv4j.benchmarks.Case;
import dev.conv4j.benchmarks.ConvolutionCase;
import dev.conv4j.benchmarks.NetworkCase;
import dev.conv4j.benchmarks.PeakCase;
import dev.conv4j.benchmarks.Peer;
import dev.conv4j.benchmarks.ProductCase;
import dev.conv4j.benchmarks.Workload;
import java.util.Optional;

/** libtorch, called from Java through DJL. */
public final class LibtorchPeer implements Peer {
  private final Engine engine = Engine.getEngine("PyTorch");

  /** For {@link java.util.ServiceLoader}. */
  public LibtorchPeer() {}

  @Override
  public String name() {
    return "libtorch " + engine.getVersion() + " (DJL)";
  }

  @Override
  public Optional<Workload> prepare(Case work, int threads) {
    return switch (work) {
      case NetworkCase network ->
          Blocks.of(network.network())
              .map(blocks -> new LibtorchNetwork(engine, blocks, network, threads));
      case ConvolutionCase convolution ->
          Optional.of(new LibtorchConvolution(engine, convolution, threads));
      case ProductCase product -> Optional.of(new LibtorchProduct(engine, product, threads));
      case PeakCase peak -> Optional.empty();
    };
  }
}
