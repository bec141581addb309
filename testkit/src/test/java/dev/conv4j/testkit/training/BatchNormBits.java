package dev.conv4j.testkit.training;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.AdaptiveAvgPool2d;
import dev.conv4j.nn.BatchNorm2d;
import dev.conv4j.nn.Layers;
import dev.conv4j.nn.MeanSquaredErrorLoss;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Steps of batch normalisation and adaptive pooling on drawn images. As a program it prints a hash
 * of all results of one step.
 */
public final class BatchNormBits {
  private static final Shape IMAGES = Shape.of(2, 3, 9, 29);
  private static final Shape OUTPUT = Shape.of(2, 3, 2, 2);

  private BatchNormBits() {}

  /** The hash of the output, the gradients and the statistics of the last of {@code steps}. */
  static int hash(int steps) {
    int hash = 0;
    try (Device device = Devices.open("cpu", new DeviceOptions(1));
        Tensor x = drawn(device, IMAGES, 1);
        Tensor target = drawn(device, OUTPUT, 2)) {
      Sequential network =
          Sequential.of(new BatchNorm2d(3), new BatchNorm2d(3), new AdaptiveAvgPool2d(2, 2));
      for (int step = 0; step < steps; step++) {
        Layers.initialize(network, device, 1);
        hash = step(network, x, target, device);
      }
    }
    return hash;
  }

  private static int step(Sequential network, Tensor x, Tensor target, Device device) {
    List<Float> results = new ArrayList<>();
    try (Pass pass = Pass.training(device);
        Gradients gradients = new Gradients(device)) {
      Tensor output = network.forward(x, pass);
      pass.backward(new MeanSquaredErrorLoss().of(output, target, pass), gradients);
      pass.commit();
      add(results, output);
      for (Parameter parameter : Layers.parameters(network).values()) {
        add(results, parameter.isLearned() ? gradients.of(parameter) : parameter.value());
      }
    }
    return results.hashCode();
  }

  private static void add(List<Float> results, Tensor tensor) {
    for (float value : tensor.toArray()) {
      results.add(value);
    }
  }

  private static Tensor drawn(Device device, Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[shape.intCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 2);
    }
    return Tensor.of(device, shape, values);
  }

  /** See the class. */
  public static void main(String[] args) {
    System.out.println(hash(1));
  }
}
