package dev.conv4j.testkit.libtorch;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Reshape;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers that hold others, linear layers, and those that only move numbers. */
class CompositeParityTest {
  @AutoClose private final LayerParity parity = new LayerParity();

  static Stream<Arguments> layers() {
    Shape images = Shape.of(3, 4, 13, 17);
    Conv2d.Config conv = Conv2d.Config.of(4, 4, 3).padding(1);
    return Stream.of(
        arguments(Linear.Config.of(320, 10), Shape.of(7, 320)),
        arguments(Linear.Config.of(33, 65).withoutBias(), Shape.of(5, 33)),
        arguments(Linear.Config.of(1, 1), Shape.of(1, 1)),
        arguments(new Flatten.Config(), images),
        arguments(new Reshape.Config(List.of(2, 13, 34)), images),
        arguments(new PadChannels.Config(1, 3), images),
        arguments(
            SqueezeExcitation.Config.of(4, 2, new ReLU.Config(), new Sigmoid.Config()), images),
        arguments(
            SqueezeExcitation.Config.of(4, 3, new SiLU.Config(), new Hardswish.Config()), images),
        arguments(
            Concat.of(
                    new Conv2d(4, 3, 1),
                    Sequential.of(new ReLU(), Conv2d.Config.of(4, 5, 3).padding(1).build()),
                    Sequential.of())
                .config(),
            images),
        arguments(Residual.Config.of(conv), images),
        arguments(Residual.Config.of(conv).shortcut(Conv2d.Config.of(4, 4, 1)), images),
        arguments(
            Sequential.of(conv.withoutBias().build(), new BatchNorm2d(4), new ReLU(), new Flatten())
                .config(),
            images));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("layers")
  void layerIsAsLibtorchComputesIt(Layer.Config config, Shape inputShape) {
    parity.require(config, inputShape);
  }
}
