package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PreparedKernels;
import dev.conv4j.tensor.spi.PreparedLayer;
import org.jspecify.annotations.Nullable;

/** Layers with their weights packed as the kernels read them; the bits are those of the kernels. */
final class CpuPrepared implements PreparedKernels {
  private final Workers workers;
  private final HostMemory memory;
  private final CpuConvolution convolution;
  private final CpuMatrix matrix;

  CpuPrepared(Workers workers, HostMemory memory, CpuConvolution convolution, CpuMatrix matrix) {
    this.workers = workers;
    this.memory = memory;
    this.convolution = convolution;
    this.matrix = matrix;
  }

  @Override
  public PreparedLayer convolution(
      Tensor w, @Nullable Tensor bias, Shape image, ConvGeometry geometry, boolean rectified) {
    SlidingPlan plan = convolution.forwardPlan(image, w.shape(), geometry);
    HostMemory.Loan packed = memory.borrow(plan.packedCount());
    plan.packWeights(workers, floats(w), packed.floats());
    return new Packed(packed, bias, rectified) {
      @Override
      void run(Tensor x, float[] weights, float @Nullable [] biases, Tensor y, Finish finish) {
        int images = x.shape().intExtent(0);
        plan.run(workers, images, weights, floats(x), biases, floats(y), finish);
      }
    };
  }

  @Override
  public PreparedLayer linear(Tensor w, @Nullable Tensor bias, boolean rectified) {
    int columns = w.shape().intExtent(0);
    int terms = w.shape().intExtent(1);
    return new Packed(matrix.packRight(floats(w), true, columns, terms), bias, rectified) {
      @Override
      void run(Tensor x, float[] weights, float @Nullable [] biases, Tensor y, Finish finish) {
        matrix.multiply(x, false, weights, biases, y, finish);
      }
    };
  }

  /** Weights as one kernel reads them. */
  private abstract static class Packed implements PreparedLayer {
    private final float @Nullable [] bias;
    private final boolean rectified;
    private HostMemory.@Nullable Loan weights;

    Packed(HostMemory.Loan weights, @Nullable Tensor bias, boolean rectified) {
      this.weights = weights;
      this.bias = bias == null ? null : floats(bias).clone();
      this.rectified = rectified;
    }

    abstract void run(
        Tensor x, float[] weights, float @Nullable [] biases, Tensor y, Finish finish);

    @Override
    public final void run(Tensor x, @Nullable Tensor residual, Tensor y) {
      HostMemory.Loan lent = weights;
      if (lent == null) {
        throw new DeviceException(
            "prepared layer", "an open layer", "one that was closed", "Prepare it again");
      }
      float[] added = residual == null ? null : floats(residual);
      run(x, lent.floats(), bias, y, Finish.of(added, rectified));
    }

    @Override
    public final void close() {
      HostMemory.Loan lent = weights;
      weights = null;
      if (lent != null) {
        lent.close();
      }
    }
  }
}
