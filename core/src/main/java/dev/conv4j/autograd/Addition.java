package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/** {@code a + b}, element by element: where a residual branch comes back. */
public record Addition() implements Operation {

  /**
   * Computes the operation.
   *
   * @throws ShapeException if the shapes differ
   */
  public Tensor apply(Tensor a, Tensor b, Pass pass) {
    if (!a.shape().equals(b.shape())) {
      throw new ShapeException(
          kind(), "two equal shapes", a.shape() + " and " + b.shape(), "Nothing is broadcast here");
    }
    Deferred before = pass.deferred(a);
    Deferred both = before == null ? null : before.plus(b);
    if (both != null) {
      return pass.defer(this, a.shape(), List.of(a, b), both);
    }
    return pass.run(
        this,
        a.shape(),
        List.of(a, b),
        y -> pass.kernels().elementwise().add(a, b, y),
        (dy, into) -> {
          into.hand(a, dy);
          into.hand(b, dy);
        });
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
