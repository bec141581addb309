package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.ShapeException;
import dev.conv4j.nn.Layer;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.testkit.libtorch.RandomLayers.Case;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Settings and sizes that no table lists. What one side refuses the other refuses, too; but conv4j
 * alone refuses what would have no pixel, or one that sees none.
 */
class RandomLayersParityTest {
  private static final int CASES = 200;

  @AutoClose private final LayerParity parity = new LayerParity();

  static Stream<Case> convolutions() {
    return cases(RandomLayers::convolution);
  }

  static Stream<Case> transposedConvolutions() {
    return cases(RandomLayers::transposedConvolution);
  }

  static Stream<Case> maxPools() {
    return cases(RandomLayers::maxPooling);
  }

  static Stream<Case> averagePools() {
    return cases(RandomLayers::averagePooling);
  }

  static Stream<Case> adaptivePools() {
    return cases(RandomLayers::adaptivePooling);
  }

  private static Stream<Case> cases(Function<RandomLayers, Case> drawn) {
    return IntStream.range(0, CASES)
        .mapToObj(i -> drawn.apply(new RandomLayers(new RandomStream(1, Purpose.SHUFFLE, 0, i))));
  }

  @ParameterizedTest
  @MethodSource({
    "convolutions",
    "transposedConvolutions",
    "maxPools",
    "averagePools",
    "adaptivePools"
  })
  void layerIsAsLibtorchComputesIt(Case drawn) {
    Layer layer = drawn.config().build();
    try {
      layer.outputShape(drawn.input());
    } catch (ShapeException e) {
      requireRefused(layer, drawn);
      return;
    }
    parity.draw(layer);
    parity.require(layer, drawn.input());
  }

  private void requireRefused(Layer layer, Case drawn) {
    parity.draw(layer);
    TorchNetwork peer = new TorchNetwork(layer);
    org.bytedeco.pytorch.Tensor output;
    try {
      output = peer.forward(Torch.constant(parity.drawn("input", drawn.input()).value()));
    } catch (RuntimeException refused) {
      return;
    }
    assertThat(output.numel() == 0 || output.min().item_float() == Float.NEGATIVE_INFINITY)
        .as("libtorch has no pixel, or one that sees none")
        .isTrue();
  }
}
