package dev.conv4j.autograd;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/** {@code factor * x}, element by element. */
public record Multiplication(float factor) implements Operation {

  /** Computes the operation; the output is shaped like {@code x}. */
  public Tensor apply(Tensor x, Pass pass) {
    return pass.run(
        this,
        x.shape(),
        List.of(x),
        y -> pass.kernels().scaling().multiply(x, factor, y),
        (dy, into) -> into.add(x, dx -> pass.kernels().scaling().multiply(dy, factor, dx)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
