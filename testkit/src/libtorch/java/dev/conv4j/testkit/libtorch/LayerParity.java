package dev.conv4j.testkit.libtorch;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Initializer;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One layer beside libtorch's: its output, the gradients of its input and parameters, and what it
 * makes of its running statistics. All numbers are drawn, the parameters' too, far from where they
 * begin.
 */
final class LayerParity implements AutoCloseable {
  private final Device device = Devices.open("cpu");
  private final Torch libtorch = new Torch();
  private final double forward;
  private final double gradient;
  private int drawings;

  /** With the tolerances of layers that add up products. */
  LayerParity() {
    this(Parity.FORWARD, Parity.GRADIENT);
  }

  /** With these tolerances of outputs and gradients. */
  LayerParity(double forward, double gradient) {
    this.forward = forward;
    this.gradient = gradient;
  }

  Device device() {
    return device;
  }

  /** Holds a layer with these settings to libtorch's, in a training pass. */
  void require(Layer.Config config, Shape inputShape) {
    Layer layer = config.build();
    draw(layer);
    require(layer, inputShape);
  }

  /** Holds a layer whose parameters have values to libtorch's with the same. */
  void require(Layer layer, Shape inputShape) {
    require(layer, drawn("input", inputShape));
  }

  /** Holds a layer whose parameters have values to libtorch's with the same and this input. */
  void require(Layer layer, Parameter input) {
    Parameter target = drawn("target", layer.outputShape(input.shape()));
    TorchNetwork peer = new TorchNetwork(layer);
    org.bytedeco.pytorch.Tensor peerInput = Torch.variable(input.value());
    org.bytedeco.pytorch.Tensor peerOutput = peer.forward(peerInput);
    torch.mse_loss(peerOutput, Torch.constant(target.value())).backward();

    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor output = layer.forward(pass.use(input), pass);
      pass.backward(new MeanSquaredErrorLoss().of(output, target.value(), pass), gradients);
      Parity.assertClose("output", output, peerOutput, forward);
      Parity.assertClose("gradient of the input", gradients.of(input), peerInput.grad(), gradient);
      pass.commit();
      requireParameters(layer, gradients, peer);
    }
  }

  /** Holds the gradients of what is learned, and the values of what is not, to libtorch's. */
  void requireParameters(Layer layer, Gradients gradients, TorchNetwork peer) {
    Layers.parameters(layer)
        .forEach((path, parameter) -> {
          if (parameter.isLearned()) {
            Parity.assertClose(
                "gradient of " + path, gradients.of(parameter), peer.gradient(path), gradient);
          } else {
            Parity.assertClose(path, parameter.value(), peer.parameter(path), forward);
          }
        });
  }

  /** Gives the layer's parameters values: normal ones, and positive ones to running statistics. */
  void draw(Layer layer) {
    for (Parameter parameter : Layers.parameters(layer).values()) {
      float[] values = drawn("value", parameter.shape()).value().toArray();
      if (!parameter.isLearned()) {
        for (int i = 0; i < values.length; i++) {
          values[i] = Math.abs(values[i]) + 0.1f;
        }
      }
      parameter.set(device, values);
    }
  }

  /** A parameter with values around 0 with deviation 1, other ones at each call. */
  Parameter drawn(String name, Shape shape) {
    return drawn(name, shape, 1);
  }

  /** A parameter with values around 0 with this deviation, other ones at each call. */
  Parameter drawn(String name, Shape shape, float deviation) {
    Parameter parameter = new Parameter(name, shape, Initializer.normal(deviation));
    parameter.initialize(device, new RandomStream(1, Purpose.INITIALIZATION, 0, drawings++));
    return parameter;
  }

  @Override
  public void close() {
    libtorch.close();
    device.close();
  }
}
