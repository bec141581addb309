package dev.conv4j.testkit.libtorch;

import ai.djl.ndarray.NDArray;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Map;

/** One layer beside libtorch's: its output, and the gradients of its input and parameters. */
record LayerParity(Device device, Torch torch) {

  /** Holds a layer, whose parameters have values, to libtorch's with the same. */
  void require(Layer layer, Shape inputShape) {
    Parameter input = normal("input", inputShape, 2);
    Parameter target = normal("target", layer.outputShape(inputShape), 3);

    TorchNetwork peer = new TorchNetwork(layer, torch);
    NDArray peerInput = torch.variable(input.value());
    NDArray[] peerOutput = new NDArray[1];
    torch.backward(() -> {
      peerOutput[0] = peer.forward(peerInput);
      return Torch.meanSquaredError(peerOutput[0], torch.constant(target.value()));
    });

    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor output = layer.forward(pass.use(input), pass);
      pass.backward(new MeanSquaredErrorLoss().of(output, target.value(), pass), gradients);
      Parity.assertClose("output", output, peerOutput[0], Parity.FORWARD);
      requireGradient(gradients, input, peerInput.getGradient());
      for (Map.Entry<String, Parameter> entry : Layers.parameters(layer).entrySet()) {
        if (entry.getValue().isLearned()) {
          requireGradient(gradients, entry.getValue(), peer.gradient(entry.getKey()));
        }
      }
    }
  }

  static void requireGradient(Gradients gradients, Parameter ours, NDArray theirs) {
    Parity.assertClose("gradient of " + ours, gradients.of(ours), theirs, Parity.GRADIENT);
  }

  /** A parameter with values drawn with a seed. */
  Parameter normal(String name, Shape shape, long seed) {
    Parameter parameter = new Parameter(name, shape, Initializer.normal(1));
    parameter.initialize(device, new RandomStream(seed, Purpose.INITIALIZATION, 0, 0));
    return parameter;
  }
}
