package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.GroupGeometry;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the elements of the innermost axes the mean 0 and the variance 1, then each place a scale
 * and a shift of its own (Ba, Kiros and Hinton 2016, arXiv:1607.06450). It does the same in
 * training and in inference.
 *
 * @param over the innermost axes' extents
 * @param epsilon added to each variance
 */
public record LayerNormalization(Shape over, float epsilon) implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [..., over]}
   * @param gamma the scales, shaped {@code over}; null for ones
   * @param beta the shifts, likewise; null for zeros
   * @return shaped like {@code x}
   */
  public Tensor apply(Tensor x, @Nullable Tensor gamma, @Nullable Tensor beta, Pass pass) {
    GroupGeometry geometry = geometry(x.shape());
    return new GroupWork(this, geometry, epsilon, x, gamma, beta).apply(pass);
  }

  /**
   * How a tensor of this shape is cut: each place is a channel of one pixel.
   *
   * @throws ShapeException if its innermost axes are others
   */
  public GroupGeometry geometry(Shape x) {
    int outer = x.rank() - over.rank();
    boolean fits =
        over.rank() > 0
            && over.count() > 0
            && outer >= 0
            && Arrays.equals(over.extents(), Arrays.copyOfRange(x.extents(), outer, x.rank()));
    if (!fits) {
      throw new ShapeException(kind(), "[..., " + over.toString().substring(1), x.toString(), "");
    }
    return new GroupGeometry(Math.toIntExact(x.count() / over.count()), 1, over.intCount(), 1);
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 7 * output.count(); // the mean 1, the variance 3, the rest 3
  }
}
