package dev.conv4j.testkit.libtorch;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling with every option. */
class PoolingParityTest {
  @AutoClose private final LayerParity parity = new LayerParity();

  static Stream<Layer.Config> pools() {
    return Stream.of(
        MaxPool2d.Config.of(2),
        MaxPool2d.Config.of(3).stride(2).padding(1),
        MaxPool2d.Config.of(3, 2).stride(1, 3).padding(1, 0),
        MaxPool2d.Config.of(2).stride(5),
        MaxPool2d.Config.of(2).ceilMode(true),
        MaxPool2d.Config.of(3).stride(2).padding(1).ceilMode(true),
        MaxPool2d.Config.of(2, 3).stride(5, 3).padding(1, 0).ceilMode(true),
        MaxPool2d.Config.of(3).stride(2).padding(1).dilation(2),
        MaxPool2d.Config.of(3, 2).stride(1, 2).dilation(1, 3).ceilMode(true),
        MaxPool2d.Config.of(4, 5).stride(3, 4).padding(2, 1).dilation(3, 2).ceilMode(true),
        AvgPool2d.Config.of(2),
        AvgPool2d.Config.of(3).stride(2).padding(1),
        AvgPool2d.Config.of(2, 5).stride(3, 1).padding(0, 2),
        AvgPool2d.Config.of(3).stride(2).padding(1).countIncludePad(false),
        AvgPool2d.Config.of(2).ceilMode(true),
        AvgPool2d.Config.of(3).stride(2).padding(1).ceilMode(true),
        AvgPool2d.Config.of(3, 4).stride(5, 3).padding(1, 2).ceilMode(true).countIncludePad(false));
  }

  /** One pixel, divisors of the image or not, the image's size, and more. */
  static Stream<Layer.Config> adaptivePools() {
    return Stream.of(
            Size2d.square(1),
            new Size2d(5, 4),
            new Size2d(1, 17),
            new Size2d(13, 17),
            Size2d.square(19))
        .flatMap(size ->
            Stream.of(new AdaptiveAvgPool2d.Config(size), new AdaptiveMaxPool2d.Config(size)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"pools", "adaptivePools"})
  void poolingIsAsLibtorchComputesIt(Layer.Config config) {
    parity.require(config, Shape.of(3, 4, 13, 17));
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        arguments(MaxPool2d.Config.of(2), Shape.of(1, 1, 2, 2)),
        arguments(MaxPool2d.Config.of(2).ceilMode(true), Shape.of(2, 3, 1, 33)),
        arguments(AvgPool2d.Config.of(7), Shape.of(2, 3, 7, 7)),
        arguments(AvgPool2d.Config.of(2).ceilMode(true), Shape.of(2, 3, 1, 33)),
        arguments(new AdaptiveMaxPool2d.Config(Size2d.square(3)), Shape.of(2, 3, 1, 1)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("ends")
  void smallImagesAreAsLibtorchPoolsThem(Layer.Config config, Shape inputShape) {
    parity.require(config, inputShape);
  }
}
