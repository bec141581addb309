package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.doubles;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.UpdateKernels;
import org.jspecify.annotations.Nullable;

/** Optimizer steps by their definitions. */
final class ReferenceUpdate implements UpdateKernels {

  @Override
  public void sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      float learningRate,
      float momentum,
      boolean nesterov,
      float weightDecay) {
    double[] ps = doubles(parameter);
    double[] gradients = doubles(gradient);
    for (int i = 0; i < ps.length; i++) {
      double g = gradients[i] + weightDecay * ps[i];
      if (velocity != null) {
        double[] vs = doubles(velocity);
        vs[i] = momentum * vs[i] + g;
        g = nesterov ? g + momentum * vs[i] : vs[i];
      }
      ps[i] -= learningRate * g;
    }
  }
}
