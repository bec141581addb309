package dev.conv4j.testkit.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.GroupNorm;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.LayerNorm;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.stream.Stream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Normalisation by the batch, with its running statistics, and within an image. Groups are of more
 * than two elements: the gradients of smaller ones are all cancellation.
 */
class NormalizationParityTest {
  private static final int CHANNELS = 6;
  private static final int STEPS = 7;

  @AutoClose private final LayerParity parity = new LayerParity();

  static Stream<Arguments> layers() {
    Shape images = Shape.of(3, 4, 13, 17);
    return Stream.of(
        arguments(BatchNorm2d.Config.of(4), images),
        arguments(BatchNorm2d.Config.of(4).epsilon(0.1f), Shape.of(5, 4, 1, 1)),
        arguments(GroupNorm.Config.of(2, 4), images),
        arguments(GroupNorm.Config.of(1, 4).epsilon(0.1f), images),
        arguments(GroupNorm.Config.of(4, 4).withoutAffine(), images),
        arguments(GroupNorm.Config.of(2, 6), Shape.of(5, 6)),
        arguments(LayerNorm.Config.of(4, 13, 17), images),
        arguments(LayerNorm.Config.of(17).epsilon(0.1f), images),
        arguments(LayerNorm.Config.of(13, 17).withoutBias(), images),
        arguments(LayerNorm.Config.of(33).withoutAffine(), Shape.of(9, 33)));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource("layers")
  void layerIsAsLibtorchComputesIt(Layer.Config config, Shape inputShape) {
    parity.require(config, inputShape);
  }

  /** In a training pass, whose statistics a frozen layer neither uses nor observes. */
  @ParameterizedTest
  @ValueSource(floats = {1e-5f, 0.1f})
  void frozenBatchNormIsAsLibtorchComputesIt(float epsilon) {
    BatchNorm2d layer = BatchNorm2d.Config.of(CHANNELS).epsilon(epsilon).build();
    parity.draw(layer);
    layer.runningMean().setTrainable(false);
    layer.runningVariance().setTrainable(false);
    float[] before = layer.runningMean().value().toArray();
    parity.require(layer, Shape.of(3, CHANNELS, 5, 7));
    assertThat(layer.runningMean().value().toArray()).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0} images of {1}x{2}, momentum {3}, epsilon {4}, {5} from zero")
  @CsvSource({
    "4, 9, 7, 0.1, 1e-5, 0",
    "8, 1, 1, 0.1, 1e-5, 1",
    "3, 56, 56, 0.3, 1e-3, 2",
    "2, 40, 60, 1, 1e-5, -5",
    "1, 8, 8, 0.9, 1e-5, 3",
    "5, 3, 3, 0, 1e-5, 1",
  })
  void stepsOfBatchNormAreAsLibtorchTakesThem(
      int images, int height, int width, float momentum, float epsilon, float offset) {
    Shape shape = Shape.of(images, CHANNELS, height, width);
    BatchNorm2d layer = BatchNorm2d.Config.of(CHANNELS).momentum(momentum).epsilon(epsilon).build();
    parity.draw(layer);
    TorchNetwork peer = new TorchNetwork(layer);
    for (int step = 0; step < STEPS; step++) {
      requireSameStep(layer, peer, around(offset, shape));
    }
    Parameter last = around(offset, shape);
    try (Pass pass = Pass.inference(parity.device())) {
      Tensor prediction = layer.forward(last.value(), pass);
      Parity.assertClose(
          "prediction", prediction, peer.predict(Torch.constant(last.value())), Parity.FORWARD);
    }
  }

  private void requireSameStep(BatchNorm2d layer, TorchNetwork peer, Parameter input) {
    Tensor target = parity.drawn("target", input.shape()).value();
    org.bytedeco.pytorch.Tensor peerInput = Torch.variable(input.value());
    torch.mse_loss(peer.forward(peerInput), Torch.constant(target)).backward();
    try (Pass pass = Pass.training(parity.device());
        Gradients gradients = new Gradients(parity.device())) {
      Tensor output = layer.forward(pass.use(input), pass);
      pass.backward(new MeanSquaredErrorLoss().of(output, target, pass), gradients);
      pass.commit();
      Parity.assertClose(
          "gradient of the input", gradients.of(input), peerInput.grad(), Parity.GRADIENT);
      parity.requireParameters(layer, gradients, peer);
    }
    peer.clearGradients();
  }

  private Parameter around(float mean, Shape shape) {
    float[] values = parity.drawn("values", shape).value().toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] += mean;
    }
    Parameter parameter = new Parameter("input", shape, Initializer.constant(0));
    parameter.set(parity.device(), values);
    return parameter;
  }
}
