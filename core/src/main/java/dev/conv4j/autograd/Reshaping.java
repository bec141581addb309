package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/** The same elements in the same row-major order under another shape. */
public record Reshaping(Shape shape) implements Operation {

  /** Everything but the outermost axis in one: {@code [N, C, H, W]} becomes {@code [N, C*H*W]}. */
  public static Reshaping flatten(Shape x) {
    return new Reshaping(Shape.of(x.extent(0), x.countPerItem()));
  }

  /**
   * Computes the operation.
   *
   * @throws ShapeException if the shapes hold different numbers of elements
   */
  public Tensor apply(Tensor x, Pass pass) {
    if (x.shape().count() != shape.count()) {
      throw new ShapeException(
          kind(),
          shape.count() + " elements, to fill " + shape,
          x.shape().count() + " in " + x.shape(),
          "");
    }
    return pass.run(
        this,
        shape,
        List.of(x),
        y -> pass.kernels().elementwise().copy(x, y),
        (dy, into) -> into.add(x, dx -> pass.kernels().elementwise().copy(dy, dx)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 0;
  }
}
