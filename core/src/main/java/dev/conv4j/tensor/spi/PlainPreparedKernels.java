package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Prepares nothing: keeps copies of the weights and calls one plain kernel after the other. */
final class PlainPreparedKernels implements PreparedKernels {
  private final Kernels kernels;

  PlainPreparedKernels(Kernels kernels) {
    this.kernels = kernels;
  }

  @Override
  public PreparedLayer convolution(
      Tensor w, @Nullable Tensor bias, Shape image, ConvGeometry geometry, boolean rectified) {
    return new Plain(w, bias, rectified) {
      @Override
      void compute(Tensor x, Tensor y) {
        kernels.convolution().forward(x, weight, this.bias, y, geometry);
      }
    };
  }

  @Override
  public PreparedLayer linear(Tensor w, @Nullable Tensor bias, boolean rectified) {
    return new Plain(w, bias, rectified) {
      @Override
      void compute(Tensor x, Tensor y) {
        kernels.matrix().multiply(x, false, weight, true, this.bias, y);
      }
    };
  }

  private abstract class Plain implements PreparedLayer {
    final Tensor weight;
    final @Nullable Tensor bias;
    private final boolean rectified;

    Plain(Tensor weight, @Nullable Tensor bias, boolean rectified) {
      this.weight = copy(weight);
      this.bias = bias == null ? null : copy(bias);
      this.rectified = rectified;
    }

    private Tensor copy(Tensor from) {
      Tensor to = Tensor.allocate(from.device(), from.type(), from.shape(), "prepared weights");
      kernels.elementwise().copy(from, to);
      return to;
    }

    /** The layer alone. */
    abstract void compute(Tensor x, Tensor y);

    @Override
    public void run(Tensor x, @Nullable Tensor residual, Tensor y) {
      compute(x, y);
      if (residual != null) {
        kernels.elementwise().add(y, residual, y);
      }
      if (rectified) {
        kernels.elementwise().relu(y, y);
      }
    }

    @Override
    public void close() {
      weight.close();
      if (bias != null) {
        bias.close();
      }
    }
  }
}
