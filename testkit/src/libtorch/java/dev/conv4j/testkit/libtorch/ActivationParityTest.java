package dev.conv4j.testkit.libtorch;

import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.ELU;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LeakyReLU;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.ReLU6;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.Softmax;
import dev.conv4j.nn.Tanh;
import dev.conv4j.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Activations: where inputs usually lie, far out, and where their slopes break off. */
class ActivationParityTest {
  private static final Shape IMAGES = Shape.of(3, 4, 13, 17);

  @AutoClose private final LayerParity parity = new LayerParity(Parity.ELEMENT, Parity.ELEMENT);

  static Stream<Layer.Config> activations() {
    return Stream.of(
        new ReLU.Config(),
        new ReLU6.Config(),
        new LeakyReLU.Config(0.01f),
        new LeakyReLU.Config(0.3f),
        PReLU.Config.of(1),
        PReLU.Config.of(4),
        new ELU.Config(1),
        new ELU.Config(0.3f),
        new SiLU.Config(),
        new GELU.Config(GELU.Form.EXACT),
        new GELU.Config(GELU.Form.TANH),
        new Hardswish.Config(),
        new Sigmoid.Config(),
        new Tanh.Config(),
        new Softmax.Config());
  }

  @ParameterizedTest
  @MethodSource("activations")
  void activationIsAsLibtorchComputesIt(Layer.Config config) {
    parity.require(config, IMAGES);
  }

  @ParameterizedTest
  @MethodSource("activations")
  void soItIsFarFromZero(Layer.Config config) {
    Layer layer = config.build();
    parity.draw(layer);
    parity.require(layer, parity.drawn("input", IMAGES, 30));
  }

  /** Not 0 and 6 for ReLU6 and so on alone: every activation sees every break. */
  @ParameterizedTest
  @MethodSource("activations")
  void soItIsWhereSlopesBreakOff(Layer.Config config) {
    Layer layer = config.build();
    parity.draw(layer);
    Parameter input = new Parameter("input", Shape.of(2, 4, 1, 1), Initializer.constant(0));
    input.set(parity.device(), -6, -3, -0f, 0, 1, 3, 6, 7);
    parity.require(layer, input);
  }

  static Stream<Layer.Config> forRows() {
    return Stream.of(new Softmax.Config(), PReLU.Config.of(33), new GELU.Config(GELU.Form.TANH));
  }

  @ParameterizedTest
  @MethodSource("forRows")
  void rowsAreAsLibtorchComputesThem(Layer.Config config) {
    parity.require(config, Shape.of(5, 33));
  }
}
