package dev.conv4j.testkit;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Layer;
import dev.conv4j.nn.Layers;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Holds the gradients of an explaining pass to central differences of what a layer predicts, as
 * {@link GradientCheck} does with those of a training pass. There a layer behaves as in prediction:
 * with running statistics, and without dropout.
 */
public final class ExplanationCheck {
  private ExplanationCheck() {}

  /**
   * Checks the gradient by the input of a layer, which is initialised anew.
   *
   * @param input the shape of the input, batch included
   * @throws AssertionError if it is wrong, saying where and by how much
   */
  public static void ofLayer(Layer layer, Shape input) {
    try (Device device = Devices.open("reference")) {
      Layers.initialize(layer, device, 1);
      ofLayer(layer, device, input);
      Layers.parameters(layer).values().forEach(Parameter::close);
    }
  }

  /**
   * Checks the gradient by the input of a layer that has values.
   *
   * @param device {@code reference}, where the layer is
   */
  public static void ofLayer(Layer layer, Device device, Shape input) {
    double[] values = Numbers.apart(input.count(), 1);
    try (Tensor x = Tensor.zeros(device, input)) {
      x.write(values);
      double[] found;
      float[] weights;
      double scale = 0;
      try (Pass pass = Pass.explaining(device)) {
        Tensor y = layer.forward(x, pass);
        if (y == x) {
          return; // a layer that does nothing: there is no gradient to be wrong
        }
        double[] outputs = y.toDoubleArray();
        weights = floats(Numbers.apart(outputs.length, 99));
        for (int i = 0; i < outputs.length; i++) {
          scale += Math.abs(outputs[i] * weights[i]);
        }
        found = pass.gradients(y, weights, List.of(x)).getFirst().toDoubleArray();
      }
      double[] expected = GradientCheck.differences(x, () -> value(layer, x, weights));
      GradientCheck.compare("input of an explaining pass", found, expected, scale);
    }
  }

  private static float[] floats(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  private static double value(Layer layer, Tensor x, float[] weights) {
    try (Pass pass = Pass.inference(x.device())) {
      double[] outputs = layer.forward(x, pass).toDoubleArray();
      double sum = 0;
      for (int i = 0; i < outputs.length; i++) {
        sum += outputs[i] * weights[i];
      }
      return sum;
    }
  }
}
