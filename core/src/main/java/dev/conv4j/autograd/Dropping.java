package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKey;
import java.util.List;

/**
 * Multiplies a random share of what it is given by 0, and the rest so that the mean stays; see
 * {@link dev.conv4j.tensor.spi.RandomKernels#dropout}.
 *
 * @param rate the share, 0 to 1
 * @param whole whether a channel's pixels share its fate
 */
public record Dropping(float rate, boolean whole) implements Operation {

  /** Checks the rate. */
  public Dropping {
    if (!(rate >= 0 && rate <= 1)) {
      throw new ShapeException("dropout rate", "0 to 1", Float.toString(rate), "");
    }
  }

  /**
   * Computes the operation; the output is shaped like {@code x}.
   *
   * @param x {@code [N, C, ...]} if channels are dropped as a whole, else of any shape
   * @param pass a training pass that has random numbers
   */
  public Tensor apply(Tensor x, Pass pass) {
    Shape shape = x.shape();
    if (whole && shape.rank() < 2) {
      throw new ShapeException(kind(), "[N, C, ...]", shape.toString(), "");
    }
    long together = whole ? shape.countPerItem() / Math.max(shape.extent(1), 1) : 1;
    long inRow = Math.max(together, 1);
    RandomKey key = pass.randomKey(this);
    return pass.run(
        this,
        shape,
        List.of(x),
        y -> pass.kernels().random().dropout(x, y, key, rate, inRow),
        (dy, into) -> into.add(x, dx -> pass.kernels().random().dropout(dy, dx, key, rate, inRow)));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count();
  }
}
