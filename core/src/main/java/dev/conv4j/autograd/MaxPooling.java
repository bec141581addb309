package dev.conv4j.autograd;

import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the largest pixel of each window; see {@link dev.conv4j.tensor.spi.PoolingKernels}. */
public record MaxPooling(PoolGeometry geometry) implements Operation {

  /**
   * Computes the operation.
   *
   * @param x {@code [N, C, H, W]}
   * @return {@code [N, C, H', W']}
   */
  public Tensor apply(Tensor x, Pass pass) {
    Shape shape = geometry.outputShape(x.shape());
    if (!pass.isDifferentiable()) {
      return pass.run(
          this,
          shape,
          List.of(x),
          y -> pass.kernels().pooling().max(x, y, null, geometry),
          (dy, into) -> {});
    }
    Tensor positions = pass.allocate(this, ElementType.INT32, shape);
    return pass.defer(this, shape, List.of(x), new Deferral(x, positions, geometry, pass, false));
  }

  /** Pooling, and perhaps a rectifier behind it. */
  private record Deferral(
      Tensor x, Tensor positions, PoolGeometry geometry, Pass pass, boolean isRectified)
      implements Deferred {

    @Override
    public void compute(Tensor y) {
      if (isRectified) {
        pass.kernels().fused().rectifiedMax(x, y, positions, geometry);
      } else {
        pass.kernels().pooling().max(x, y, positions, geometry);
      }
    }

    @Override
    public Backward backward(Tensor y) {
      return isRectified
          ? (dy, into) ->
              into.add(
                  x,
                  dx -> pass.kernels().fused().rectifiedMaxGradient(dy, y, positions, dx, geometry))
          : (dy, into) ->
              into.add(x, dx -> pass.kernels().pooling().maxGradient(dy, positions, dx, geometry));
    }

    @Override
    public @Nullable Deferred rectified() {
      return isRectified ? null : new Deferral(x, positions, geometry, pass, true);
    }
  }

  @Override
  public long flops(List<Shape> inputs, Shape output) {
    return output.count() * geometry.window().area();
  }
}
