package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Concat;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.ConvTranspose2d;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.PadChannels;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.SqueezeExcitation;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Layers that hold others, normalisation within an image, and transposed convolution: outputs, and
 * the gradients of input and parameters, which are first moved from where they begin.
 */
class CompositeParityTest {
  private final Device device = Devices.open("cpu");
  private final Torch torch = new Torch();
  private final LayerParity parity = new LayerParity(device, torch);

  @AfterEach
  void close() {
    torch.close();
    device.close();
  }

  static Stream<Arguments> layers() {
    Shape images = Shape.of(3, 4, 13, 17);
    Shape small = Shape.of(2, 4, 5, 6);
    return Stream.of(
        arguments(GroupNorm.Config.of(2, 4), images),
        arguments(GroupNorm.Config.of(1, 4).epsilon(0.1f), images),
        arguments(GroupNorm.Config.of(4, 4).withoutAffine(), images),
        arguments(GroupNorm.Config.of(3, 6), Shape.of(5, 6)),
        arguments(LayerNorm.Config.of(4, 13, 17), images),
        arguments(LayerNorm.Config.of(17).epsilon(0.1f), images),
        arguments(LayerNorm.Config.of(13, 17).withoutBias(), images),
        arguments(LayerNorm.Config.of(33).withoutAffine(), Shape.of(9, 33)),
        arguments(ConvTranspose2d.Config.of(4, 6, 3), small),
        arguments(ConvTranspose2d.Config.of(4, 6, 2).stride(2), small),
        arguments(ConvTranspose2d.Config.of(4, 6, 3).stride(2).padding(1).outputPadding(1), small),
        arguments(ConvTranspose2d.Config.of(4, 6, 3).dilation(2).padding(2, 3), small),
        arguments(ConvTranspose2d.Config.of(4, 6, 4).stride(2).padding(1).groups(2), small),
        arguments(ConvTranspose2d.Config.of(4, 4, 3).groups(4).withoutBias(), small),
        arguments(
            ConvTranspose2d.Config.of(4, 6, 3)
                .dilation(3)
                .stride(1, 2)
                .outputPadding(2, 2)
                .padding(2),
            small),
        arguments(
            ConvTranspose2d.Config.of(4, 6, 3)
                .kernel(2, 3)
                .stride(3, 2)
                .padding(1, 0)
                .outputPadding(2, 1),
            small),
        arguments(new PadChannels.Config(1, 3), images),
        arguments(
            SqueezeExcitation.Config.of(4, 2, new ReLU.Config(), new Sigmoid.Config()), images),
        arguments(
            Concat.of(
                    new Conv2d(4, 3, 1),
                    Sequential.of(new ReLU(), Conv2d.Config.of(4, 5, 3).padding(1).build()),
                    Sequential.of())
                .config(),
            images),
        arguments(
            Residual.Config.of(Conv2d.Config.of(4, 4, 3).padding(1))
                .shortcut(Conv2d.Config.of(4, 4, 1)),
            images));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("layers")
  void layerIsAsLibtorchComputesIt(Layer.Config config, Shape inputShape) {
    Layer layer = config.build();
    long seed = 10;
    for (Parameter parameter : Layers.parameters(layer).values()) {
      assertThat(parameter.isLearned()).isTrue();
      parameter.set(device, parity.normal("drawn", parameter.shape(), seed++).value().toArray());
    }
    parity.require(layer, inputShape);
  }
}
