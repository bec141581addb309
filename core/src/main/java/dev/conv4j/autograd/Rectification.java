package dev.conv4j.autograd;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/** {@code max(x, 0)}, element by element: what a ReLU layer does. */
public record Rectification() implements Operation {

  /** Computes the operation; the output is shaped like {@code x}. */
  public Tensor apply(Tensor x, Pass pass) {
    Deferred before = pass.deferred(x);
    Deferred both = before == null ? null : before.rectified();
    if (both != null) {
      return pass.runJoined(this, List.of(x), x.shape(), both);
    }
    return pass.run(
        this,
        x.shape(),
        List.of(x),
        y -> pass.kernels().elementwise().relu(x, y),
        (dy, into) -> into.add(x, dx -> pass.kernels().elementwise().reluGradient(dy, x, dx)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
