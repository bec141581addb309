package dev.conv4j.testkit.libtorch;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.ndarray.NDArray;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.AdaptiveMaxPool2d;
import dev.conv4j.nn.AvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.ELU;
import dev.conv4j.nn.GELU;
import dev.conv4j.nn.Hardswish;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.LeakyReLU;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.nn.PReLU;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.ReLU6;
import dev.conv4j.nn.SiLU;
import dev.conv4j.nn.Sigmoid;
import dev.conv4j.nn.Softmax;
import dev.conv4j.nn.Tanh;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each layer and loss alone: its output, and the gradients of its input and parameters. */
class LayerParityTest {
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
    return Stream.of(
        arguments(Conv2d.Config.of(4, 10, 5), images),
        arguments(Conv2d.Config.of(4, 6, 3).stride(2), images),
        arguments(Conv2d.Config.of(4, 6, 3).stride(3, 2).padding(1, 2), images),
        arguments(Conv2d.Config.of(4, 6, 3).padding(1), images),
        arguments(Conv2d.Config.of(4, 6, 3).dilation(2).padding(2), images),
        arguments(Conv2d.Config.of(4, 6, 3).groups(2).padding(1), images),
        arguments(Conv2d.Config.of(4, 4, 3).groups(4).stride(2).dilation(3).padding(3), images),
        arguments(Conv2d.Config.of(4, 6, 1).kernel(3, 5).stride(1, 2), images),
        arguments(Conv2d.Config.of(4, 33, 1).withoutBias(), images),
        arguments(MaxPool2d.Config.of(2), images),
        arguments(MaxPool2d.Config.of(3).stride(2).padding(1), images),
        arguments(MaxPool2d.Config.of(3, 2).stride(1, 3).padding(1, 0), images),
        arguments(AvgPool2d.Config.of(2), images),
        arguments(AvgPool2d.Config.of(3).stride(2).padding(1), images),
        arguments(AvgPool2d.Config.of(2, 5).stride(3, 1).padding(0, 2), images),
        arguments(new AdaptiveAvgPool2d.Config(Size2d.square(1)), images),
        arguments(new AdaptiveAvgPool2d.Config(new Size2d(5, 4)), images),
        arguments(new AdaptiveAvgPool2d.Config(Size2d.square(19)), images),
        arguments(BatchNorm2d.Config.of(4), images),
        arguments(BatchNorm2d.Config.of(4).epsilon(0.1f), Shape.of(5, 4, 1, 1)),
        arguments(Linear.Config.of(320, 10), Shape.of(7, 320)),
        arguments(Linear.Config.of(33, 65).withoutBias(), Shape.of(5, 33)),
        arguments(new ReLU.Config(), images),
        arguments(new ReLU6.Config(), images),
        arguments(new LeakyReLU.Config(0.01f), images),
        arguments(new LeakyReLU.Config(0.3f), images),
        arguments(PReLU.Config.of(1), images),
        arguments(PReLU.Config.of(4).start(-0.5f), images),
        arguments(PReLU.Config.of(33), Shape.of(5, 33)),
        arguments(new ELU.Config(1), images),
        arguments(new ELU.Config(0.3f), images),
        arguments(new SiLU.Config(), images),
        arguments(new GELU.Config(GELU.Form.EXACT), images),
        arguments(new GELU.Config(GELU.Form.TANH), images),
        arguments(new Hardswish.Config(), images),
        arguments(new Sigmoid.Config(), images),
        arguments(new Tanh.Config(), images),
        arguments(new Softmax.Config(), images),
        arguments(new Softmax.Config(), Shape.of(5, 33)));
  }

  /** What slides with every option. */
  static Stream<Arguments> windows() {
    Shape images = Shape.of(3, 4, 13, 17);
    Conv2d.Config conv = Conv2d.Config.of(4, 6, 3);
    return Stream.of(
        arguments(conv.padSame(), images),
        arguments(conv.kernel(2, 4).padSame(), images),
        arguments(conv.kernel(4, 3).dilation(3, 2).padSame(), images),
        arguments(conv.kernel(4, 2).padSame().paddingMode(PaddingMode.REFLECT), images),
        arguments(conv.padding(2, 3).paddingMode(PaddingMode.REFLECT), images),
        arguments(conv.padding(1).stride(2).paddingMode(PaddingMode.REPLICATE), images),
        arguments(conv.padding(14, 1).paddingMode(PaddingMode.REPLICATE), images),
        arguments(conv.padding(13, 17).paddingMode(PaddingMode.CIRCULAR), images),
        arguments(conv.kernel(2, 2).padSame().paddingMode(PaddingMode.CIRCULAR), images),
        arguments(conv.padding(1).stride(2).separable(), images),
        arguments(MaxPool2d.Config.of(2).ceilMode(true), images),
        arguments(MaxPool2d.Config.of(3).stride(2).padding(1).ceilMode(true), images),
        arguments(MaxPool2d.Config.of(2, 3).stride(5, 3).padding(1, 0).ceilMode(true), images),
        arguments(MaxPool2d.Config.of(3).stride(2).padding(1).dilation(2), images),
        arguments(MaxPool2d.Config.of(3, 2).stride(1, 2).dilation(1, 3).ceilMode(true), images),
        arguments(AvgPool2d.Config.of(3).stride(2).padding(1).countIncludePad(false), images),
        arguments(AvgPool2d.Config.of(2).ceilMode(true), images),
        arguments(AvgPool2d.Config.of(3).stride(2).padding(1).ceilMode(true), images),
        arguments(
            AvgPool2d.Config.of(3, 4)
                .stride(5, 3)
                .padding(1, 2)
                .ceilMode(true)
                .countIncludePad(false),
            images),
        arguments(new AdaptiveMaxPool2d.Config(Size2d.square(1)), images),
        arguments(new AdaptiveMaxPool2d.Config(new Size2d(5, 4)), images),
        arguments(new AdaptiveMaxPool2d.Config(Size2d.square(19)), images));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @MethodSource({"layers", "windows"})
  void layerIsAsLibtorchComputesIt(Layer.Config config, Shape inputShape) {
    Layer layer = config.build();
    Layers.initialize(layer, device, 1);
    parity.require(layer, inputShape);
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f, 1})
  void crossEntropyIsAsLibtorchComputesIt(float smoothing) {
    Parameter logits = parity.normal("logits", Shape.of(9, 7), 4);
    int[] labels = {0, 6, 3, 3, 1, 2, 5, 4, 0};
    NDArray peerLogits = torch.variable(logits.value());
    NDArray peerLoss =
        torch.backward(() ->
            smoothing == 0
                ? Torch.crossEntropy(peerLogits, torch.labels(labels))
                : Torch.crossEntropy(peerLogits, torch.labels(labels), smoothing));

    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device);
        Tensor ourLabels = Tensor.ofInts(device, Shape.of(labels.length), labels)) {
      Tensor loss = new CrossEntropyLoss(smoothing).of(pass.use(logits), ourLabels, pass);
      pass.backward(loss, gradients);
      Parity.assertClose("loss", loss, peerLoss, Parity.FORWARD);
      LayerParity.requireGradient(gradients, logits, peerLogits.getGradient());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 1000})
  void meanSquaredErrorIsAsLibtorchComputesIt(int rows) {
    Parameter prediction = parity.normal("prediction", Shape.of(rows, 3), 5);
    Parameter target = parity.normal("target", Shape.of(rows, 3), 6);
    NDArray peerPrediction = torch.variable(prediction.value());
    NDArray peerTarget = torch.constant(target.value());
    NDArray peerLoss = torch.backward(() -> Torch.meanSquaredError(peerPrediction, peerTarget));

    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor loss = new MeanSquaredErrorLoss().of(pass.use(prediction), target.value(), pass);
      pass.backward(loss, gradients);
      Parity.assertClose("loss", loss, peerLoss, Parity.FORWARD);
      LayerParity.requireGradient(gradients, prediction, peerPrediction.getGradient());
    }
  }
}
