package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Batch normalisation over several steps, with scales, shifts and inputs far from 0 and 1. */
class BatchNormParityTest {
  private static final int STEPS = 7;

  private final Device device = Devices.open("cpu");
  private final Torch torch = new Torch();

  @AfterEach
  void close() {
    torch.close();
    device.close();
  }

  @ParameterizedTest(name = "{0} images of {1}x{2}, momentum {3}, epsilon {4}, {5} from zero")
  @CsvSource({
    "4, 9, 7, 0.1, 1e-5, 0",
    "8, 1, 1, 0.1, 1e-5, 1",
    "3, 56, 56, 0.3, 1e-3, 2",
    "2, 40, 60, 1, 1e-5, -5",
    "1, 8, 8, 0.9, 1e-5, 3",
  })
  void stepsAreAsLibtorchTakesThem(
      int images, int height, int width, float momentum, float epsilon, float offset) {
    Shape shape = Shape.of(images, 6, height, width);
    BatchNorm2d layer = BatchNorm2d.Config.of(6).momentum(momentum).epsilon(epsilon).build();
    Layers.initialize(layer, device, 1);
    layer.weight().value().write(drawn(Shape.of(6), 1, 2));
    layer.bias().value().write(drawn(Shape.of(6), 2, -1));
    Tensor target = Tensor.of(device, shape, drawn(shape, 3, 0));
    TorchNetwork peer = new TorchNetwork(layer, torch);
    for (int step = 0; step < STEPS; step++) {
      assertSameStep(layer, peer, variable(shape, 10 + step, offset), target);
    }
    Parameter last = variable(shape, 99, offset);
    try (Pass pass = Pass.inference(device)) {
      NDArray predicted = peer.predict(torch.constant(last.value()));
      Parity.assertClose(
          "prediction", layer.forward(last.value(), pass), predicted, Parity.FORWARD);
    }
  }

  private void assertSameStep(
      BatchNorm2d layer, TorchNetwork peer, Parameter input, Tensor target) {
    NDArray peerInput = torch.variable(input.value());
    torch.backward(() -> Torch.meanSquaredError(peer.forward(peerInput), torch.constant(target)));
    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor output = layer.forward(pass.use(input), pass);
      pass.backward(new MeanSquaredErrorLoss().of(output, target, pass), gradients);
      pass.commit();
      Parity.assertClose(
          "gradient of the input", gradients.of(input), peerInput.getGradient(), Parity.GRADIENT);
      for (Map.Entry<String, Parameter> entry : Layers.parameters(layer).entrySet()) {
        Parameter ours = entry.getValue();
        String path = entry.getKey();
        if (ours.isLearned()) {
          Parity.assertClose(path, gradients.of(ours), peer.gradient(path), Parity.GRADIENT);
          peer.gradient(path).muli(0); // libtorch adds up, and these gradients were cleared
        } else {
          NDArray theirs = Objects.requireNonNull(peer.parameters().get(path));
          Parity.assertClose(path, ours.value(), theirs, Parity.FORWARD);
        }
      }
    }
  }

  private Parameter variable(Shape shape, long seed, float offset) {
    Parameter parameter = new Parameter("input", shape, Initializer.constant(0));
    parameter.set(device, drawn(shape, seed, offset));
    return parameter;
  }

  /** Normally around {@code mean} with deviation 1. */
  private static float[] drawn(Shape shape, long seed, float mean) {
    RandomStream random = new RandomStream(seed, Purpose.INITIALIZATION, 0, 0);
    float[] values = new float[shape.intCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + random.nextGaussian());
    }
    return values;
  }
}
