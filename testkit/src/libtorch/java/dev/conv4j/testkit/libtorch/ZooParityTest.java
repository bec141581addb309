package dev.conv4j.testkit.libtorch;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.zoo.Zoo;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole networks in inference, where nothing is dropped at random. */
class ZooParityTest {
  private static final Shape IMAGE = Shape.of(3, 32, 32);

  /** One of each kind. */
  private static final List<String> KINDS =
      List.of(
          "densenet121",
          "efficientnet_b0",
          "googlenet_aux",
          "lecture_bn",
          "lenet5",
          "mobilenet_v2",
          "resnet18",
          "resnet20",
          "squeezenet1_1",
          "vgg11_bn");

  @AutoClose private final LayerParity parity = new LayerParity();

  static List<String> kinds() {
    return KINDS;
  }

  static List<String> others() {
    return Zoo.names().stream().filter(name -> !KINDS.contains(name)).toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void logitsAreAsLibtorchComputesThem(String name) {
    requireSameLogits(name);
  }

  @ParameterizedTest
  @MethodSource("others")
  @Tag("exhaustive")
  void soAreThoseOfAllOtherNetworks(String name) {
    requireSameLogits(name);
  }

  private void requireSameLogits(String name) {
    Layer network = Zoo.network(name, IMAGE, 10);
    Layers.initialize(network, parity.device(), 1);
    Layers.parameters(network).values().stream()
        .filter(parameter -> !parameter.isLearned())
        .forEach(this::move);
    TorchNetwork peer = new TorchNetwork(network);
    Tensor images = parity.drawn("images", IMAGE.batched(2)).value();
    try (Pass pass = Pass.inference(parity.device())) {
      Tensor logits = network.forward(images, pass);
      Parity.assertClose("logits", logits, peer.predict(Torch.constant(images)), Parity.GRADIENT);
    }
    Layers.parameters(network).values().forEach(Parameter::close);
  }

  /** Moves a running statistic away from where it begins, a little. */
  private void move(Parameter statistic) {
    float[] values = statistic.value().toArray();
    float[] drawn = parity.drawn("move", statistic.shape(), 0.1f).value().toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += Math.abs(drawn[i]);
    }
    statistic.set(parity.device(), values);
  }
}
