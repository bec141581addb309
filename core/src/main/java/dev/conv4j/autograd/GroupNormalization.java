package dev.conv4j.autograd;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.GroupGeometry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives each group of channels of each image the mean 0 and the variance 1, then scales and shifts
 * (Wu and He 2018, arXiv:1803.08494); see {@link dev.conv4j.tensor.spi.GroupNormalizationKernels}.
 * It does the same in training and in inference.
 *
 * @param groups a divisor of the number of channels
 * @param epsilon added to each variance
 */
public record GroupNormalization(int groups, float epsilon) implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, ...]}
   * @param gamma the scales, {@code [C]}; null for ones
   * @param beta the shifts, {@code [C]}; null for zeros
   * @return shaped like {@code x}
   */
  public Tensor apply(Tensor x, @Nullable Tensor gamma, @Nullable Tensor beta, Pass pass) {
    GroupGeometry geometry = geometry(x.shape());
    return new GroupWork(this, geometry, epsilon, x, gamma, beta).apply(pass);
  }

  /**
   * How a tensor of this shape is cut.
   *
   * @throws ShapeException if the groups do not divide its channels
   */
  public GroupGeometry geometry(Shape x) {
    if (x.rank() < 2 || x.extent(1) < 1 || x.extent(1) % groups != 0) {
      throw new ShapeException(
          kind(), "[N, C, ...] with channels for " + groups + " groups", x.toString(), "");
    }
    int channels = x.intExtent(1);
    return new GroupGeometry(x.intExtent(0), groups, channels, pixels(x));
  }

  private static int pixels(Shape x) {
    return Math.toIntExact(x.countPerItem() / x.extent(1));
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return 7 * output.count(); // the mean 1, the variance 3, the rest 3
  }
}
