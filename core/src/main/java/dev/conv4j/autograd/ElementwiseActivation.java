package dev.conv4j.autograd;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Activation;
import java.util.List;

/**
 * A function of each element; see {@link dev.conv4j.tensor.spi.ActivationKernels}. The rectifier is
 * {@link Rectification}.
 */
public record ElementwiseActivation(Activation function) implements Operation {

  /** Computes the operation; the output is shaped like {@code x}. */
  public Tensor apply(Tensor x, Pass pass) {
    return pass.run(
        this,
        x.shape(),
        List.of(x),
        y -> pass.kernels().activation().forward(x, y, function),
        (dy, into) -> into.add(x, dx -> pass.kernels().activation().gradient(dy, x, dx, function)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
