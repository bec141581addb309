package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKey;
import java.util.List;

/**
 * Multiplies a random share of the items of a batch by 0, and the rest so that the mean stays; see
 * {@link dev.conv4j.tensor.spi.RandomKernels#dropout}.
 *
 * @param rate the share, 0 to 1
 */
public record ItemDropping(float rate) implements Operation {

  /** Checks the rate. */
  public ItemDropping {
    new Dropping(rate, false);
  }

  /**
   * Computes the operation; the output is shaped like {@code x}.
   *
   * @param x {@code [N, ...]}
   * @param pass a training pass that has random numbers
   */
  public Tensor apply(Tensor x, Pass pass) {
    Shape shape = x.shape();
    if (shape.rank() < 1) {
      throw new ShapeException(kind(), "[N, ...]", shape.toString(), "");
    }
    long together = Math.max(shape.countPerItem(), 1);
    RandomKey key = pass.randomKey(this);
    return pass.run(
        this,
        shape,
        List.of(x),
        y -> pass.kernels().random().dropout(x, y, key, rate, together),
        (dy, into) ->
            into.add(x, dx -> pass.kernels().random().dropout(dy, dx, key, rate, together)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
