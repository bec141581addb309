package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.cuda.Cudnn.Direction;
import dev.conv4j.gpu.cuda.LayoutKernels.Finish;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PreparedKernels;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions whose filters are kept as cuDNN wants them; what follows the convolution is done as
 * its outputs are brought back.
 */
final class CudaPrepared implements PreparedKernels {
  private final CudnnConvolution cudnn;
  private final PreparedKernels plain;

  /**
   * Prepared layers.
   *
   * @param plain takes matrix products, and what cuDNN does not do
   */
  CudaPrepared(CudnnConvolution cudnn, PreparedKernels plain) {
    this.cudnn = cudnn;
    this.plain = plain;
  }

  @Override
  public PreparedLayer linear(Tensor w, @Nullable Tensor bias, boolean rectified) {
    return plain.linear(w, bias, rectified);
  }

  @Override
  public PreparedLayer convolution(
      Tensor w, @Nullable Tensor bias, Shape image, ConvGeometry geometry, boolean rectified) {
    return new Prepared(
        w, bias, geometry, rectified, plain.convolution(w, bias, image, geometry, rectified));
  }

  private final class Prepared implements PreparedLayer {
    private final Tensor weight;
    private final @Nullable Tensor shift;
    private final ConvGeometry geometry;
    private final boolean rectified;
    private final PreparedLayer fallBack;
    private @Nullable Scratch converted;

    Prepared(
        Tensor w,
        @Nullable Tensor bias,
        ConvGeometry geometry,
        boolean rectified,
        PreparedLayer fallBack) {
      this.weight = copy(w);
      this.shift = bias == null ? null : copy(bias);
      this.geometry = geometry;
      this.rectified = rectified;
      this.fallBack = fallBack;
    }

    private static Tensor copy(Tensor from) {
      Tensor to = Tensor.allocate(from.device(), from.type(), from.shape(), "prepared weights");
      from.device().kernels().elementwise().copy(from, to);
      return to;
    }

    @Override
    public void run(Tensor x, @Nullable Tensor residual, Tensor y) {
      Optional<CudnnPlan> found = cudnn.plan(Direction.FORWARD, x, weight, y, geometry);
      if (found.isEmpty()) {
        fallBack.run(x, residual, y);
        return;
      }
      CudnnPlan plan = found.get();
      Finish finish =
          new Finish(
              shift == null ? null : buffer(shift),
              residual == null ? null : buffer(residual),
              rectified);
      if (plan.form().converts()) {
        cudnn.runConverted(plan, buffer(x), filters(plan), buffer(y), finish);
      } else {
        cudnn.runPlain(plan, buffer(x), buffer(weight), buffer(y), finish);
      }
    }

    /** The filters in the one form that converts. */
    private synchronized GpuBuffer filters(CudnnPlan plan) {
      Scratch known = converted;
      if (known == null) {
        known = cudnn.converted(plan, 1, buffer(weight));
        converted = known;
      }
      return known.buffer();
    }

    @Override
    public synchronized void close() {
      weight.close();
      if (shift != null) {
        shift.close();
      }
      fallBack.close();
      if (converted != null) {
        converted.close();
        converted = null;
      }
    }
  }

  private static GpuBuffer buffer(Tensor tensor) {
    return GpuStorage.of(tensor).buffer();
  }
}
