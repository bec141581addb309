package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code y = x · wᵀ + bias}, row by row: what a linear layer does. */
public record LinearMap() implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [N, in]}
   * @param w {@code [out, in]}
   * @param bias {@code [out]}, or null for none
   * @return {@code [N, out]}
   */
  public Tensor apply(Tensor x, Tensor w, @Nullable Tensor bias, Pass pass) {
    if (x.shape().rank() != 2 || x.shape().extent(1) != w.shape().extent(1)) {
      throw new ShapeException(
          kind(), "[N, %d]".formatted(w.shape().extent(1)), x.shape().toString(), "");
    }
    List<Tensor> inputs = bias == null ? List.of(x, w) : List.of(x, w, bias);
    return pass.run(
        this,
        Shape.of(x.shape().extent(0), w.shape().extent(0)),
        inputs,
        y -> pass.kernels().matrix().multiply(x, false, w, true, bias, y),
        (dy, into) -> {
          into.add(x, dx -> pass.kernels().matrix().multiply(dy, false, w, false, null, dx));
          into.add(w, dw -> pass.kernels().matrix().multiply(dy, true, x, false, null, dw));
          if (bias != null) {
            into.add(bias, db -> pass.kernels().reduction().sumPerChannel(dy, db));
          }
        });
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count() * (2 * inputs.getFirst().extent(1) + (inputs.size() > 2 ? 1 : 0));
  }
}
