package dev.conv4j.nn;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A linear map and a rectifier as one step.
 *
 * @param isRectified whether negative outputs become 0
 */
record FusedLinear(Tensor weight, @Nullable Tensor bias, boolean isRectified)
    implements PreparedOperation {

  @Override
  public @Nullable FusedLinear rectified() {
    return isRectified ? null : new FusedLinear(weight, bias, true);
  }

  @Override
  public PreparedLayer prepare(Shape item, Kernels kernels) {
    return kernels.prepared().linear(weight, bias, isRectified);
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count() * (2 * weight.shape().countPerItem() + 1);
  }
}
