package dev.conv4j.benchmarks.bytedeco;

import dev.conv4j.benchmarks.Case;
import dev.conv4j.benchmarks.ConvolutionCase;
import dev.conv4j.benchmarks.NetworkCase;
import dev.conv4j.benchmarks.PeakCase;
import dev.conv4j.benchmarks.Peer;
import dev.conv4j.benchmarks.ProductCase;
import dev.conv4j.benchmarks.Workload;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.global.torch;

/** libtorch, called from Java through its C++ interface. */
public final class BytedecoPeer implements Peer {
  private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([\\d.]+)");

  private final String version;

  /** For {@link java.util.ServiceLoader}. */
  public BytedecoPeer() {
    try (BytePointer config = torch.show_config()) {
      Matcher matcher = VERSION.matcher(config.getString());
      version = matcher.find() ? matcher.group(1) : "of unknown version";
    }
  }

  @Override
  public String name() {
    return "libtorch " + version + " (bytedeco)";
  }

  @Override
  public Optional<Workload> prepare(Case work, int threads) {
    return switch (work) {
      case NetworkCase network ->
          TorchLayers.of(network.network(), network.weights())
              .map(layers -> new BytedecoNetwork(layers, network, threads));
      case ConvolutionCase convolution ->
          Optional.of(new BytedecoConvolution(convolution, threads));
      case ProductCase product -> Optional.of(new BytedecoProduct(product, threads));
      case PeakCase peak -> Optional.empty();
    };
  }
}
