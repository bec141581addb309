package dev.conv4j.testkit.libtorch;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.Layer;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Convolution and transposed convolution with every option. */
class ConvolutionParityTest {
  @AutoClose private final LayerParity parity = new LayerParity();

  static Stream<Arguments> convolutions() {
    Shape images = Shape.of(3, 4, 13, 17);
    Conv2d.Config conv = Conv2d.Config.of(4, 6, 3);
    return Stream.of(
        arguments(Conv2d.Config.of(4, 10, 5), images),
        arguments(conv, Shape.of(1, 4, 3, 3)),
        arguments(conv.stride(2), images),
        arguments(conv.stride(3, 2).padding(1, 2), images),
        arguments(conv.padding(1), images),
        arguments(conv.padding(4).stride(5), images),
        arguments(conv.dilation(2).padding(2), images),
        arguments(conv.groups(2).padding(1), images),
        arguments(conv.outputs(4).groups(4).stride(2).dilation(3).padding(3), images),
        arguments(conv.outputs(8).groups(4).padding(1), images),
        arguments(conv.kernel(3, 5).stride(1, 2).dilation(1, 2), images),
        arguments(Conv2d.Config.of(4, 33, 1).withoutBias(), images),
        arguments(Conv2d.Config.of(4, 5, 1).stride(2), images),
        arguments(Conv2d.Config.of(4, 2, 7).stride(9).padding(3), images),
        arguments(conv.padding(1).stride(2).separable(), images),
        arguments(Conv2d.Config.of(1, 20, 5), Shape.of(2, 1, 28, 28)),
        arguments(Conv2d.Config.of(70, 50, 3).padding(1), Shape.of(1, 70, 6, 5)));
  }

  static Stream<Arguments> paddings() {
    Shape images = Shape.of(3, 4, 13, 17);
    return Stream.of(PaddingMode.values())
        .flatMap(mode -> {
          Conv2d.Config conv = Conv2d.Config.of(4, 6, 3).paddingMode(mode);
          return Stream.of(
              arguments(conv.padSame(), images),
              arguments(conv.kernel(2, 4).padSame(), images),
              arguments(conv.kernel(1, 1).padSame(), images),
              arguments(conv.kernel(4, 3).dilation(3, 2).padSame().groups(2), images),
              arguments(conv.padding(2, 3), images),
              arguments(conv.padding(1).stride(2), images),
              arguments(conv.padding(0, 3).dilation(2, 1).stride(3, 2), images),
              arguments(conv.padding(12, 16), images));
        });
  }

  /** Padding as wide as the image, or wider. */
  static Stream<Arguments> widePaddings() {
    Shape images = Shape.of(3, 4, 13, 17);
    Conv2d.Config conv = Conv2d.Config.of(4, 6, 3);
    return Stream.of(
        arguments(conv.padding(13, 17).paddingMode(PaddingMode.CIRCULAR), images),
        arguments(conv.padding(14, 1).paddingMode(PaddingMode.REPLICATE), images),
        arguments(conv.padding(40, 30).stride(7).paddingMode(PaddingMode.REPLICATE), images),
        arguments(conv.padding(2).paddingMode(PaddingMode.REPLICATE), Shape.of(2, 4, 1, 1)),
        arguments(conv.padding(20).stride(5), images));
  }

  static Stream<Arguments> transposed() {
    Shape images = Shape.of(2, 4, 5, 6);
    ConvTranspose2d.Config conv = ConvTranspose2d.Config.of(4, 6, 3);
    return Stream.of(
        arguments(conv, images),
        arguments(conv, Shape.of(1, 4, 1, 1)),
        arguments(conv.kernel(2, 2).stride(2), images),
        arguments(conv.stride(2).padding(1).outputPadding(1), images),
        arguments(conv.stride(4), images),
        arguments(conv.dilation(2).padding(2, 3), images),
        arguments(conv.kernel(4, 4).stride(2).padding(1).groups(2), images),
        arguments(ConvTranspose2d.Config.of(4, 4, 3).groups(4).withoutBias(), images),
        arguments(conv.dilation(3).stride(1, 2).outputPadding(2, 2).padding(2), images),
        arguments(conv.kernel(2, 3).stride(3, 2).padding(1, 0).outputPadding(2, 1), images),
        arguments(
            conv.groups(2).dilation(2).stride(3).padding(2).outputPadding(2).withoutBias(),
            images));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource({"convolutions", "paddings", "widePaddings", "transposed"})
  void convolutionIsAsLibtorchComputesIt(Layer.Config config, Shape inputShape) {
    parity.require(config, inputShape);
  }
}
