package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * Adds channels of zeros.
 *
 * @param before how many before the first channel
 * @param after how many behind the last
 */
public record ChannelPadding(int before, int after) implements Operation {

  /** Checks the numbers. */
  public ChannelPadding {
    if (before < 0 || after < 0) {
      throw new ShapeException("channels", "0 or more to add", before + " and " + after, "");
    }
  }

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, ...]}
   * @return {@code [N, before + C + after, ...]}
   */
  public Tensor apply(Tensor x, Pass pass) {
    return pass.run(
        this,
        outputShape(x.shape()),
        List.of(x),
        y -> {
          pass.kernels().elementwise().fill(y, 0);
          pass.kernels().channels().insert(x, y, before);
        },
        (dy, into) -> into.add(x, dx -> pass.kernels().channels().extract(dy, before, dx)));
  }

  /**
   * The shape of the output.
   *
   * @throws ShapeException if there are no channels
   */
  public Shape outputShape(Shape x) {
    if (x.rank() < 2) {
      throw new ShapeException(kind(), "[N, C, ...]", x.toString(), "");
    }
    return x.with(1, x.extent(1) + before + after);
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 0;
  }
}
