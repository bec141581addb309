package dev.conv4j.gpu.opencl;

import dev.conv4j.gpu.GpuMemory;
import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.*;
import java.util.Map;

/** Addition alone. */
final class StandInKernels implements Kernels, ElementwiseKernels {
  private final GpuRuntime runtime;
  private final GpuKernel add;

  StandInKernels(GpuRuntime runtime, GpuMemory memory) {
    this.runtime = runtime;
    add =
        runtime
            .compile(
                new GpuSource(
                    "stand-in",
                    """
                    __kernel void add(__global const float* a, __global const float* b,
                        __global float* y, int n) {
                      int i = get_global_id(0);
                      if (i < n) y[i] = a[i] + b[i];
                    }
                    """,
                    Map.of()))
            .kernel("add");
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor y) {
    int n = (int) a.shape().count();
    runtime.launch(
        add,
        Grid.covering(n, 64),
        Arguments.of(
                GpuStorage.of(a).buffer(), GpuStorage.of(b).buffer(), GpuStorage.of(y).buffer())
            .ints(n));
  }

  @Override
  public ElementwiseKernels elementwise() {
    return this;
  }

  @Override
  public ConvolutionKernels convolution() {
    throw new UnsupportedOperationException();
  }

  @Override
  public PoolingKernels pooling() {
    throw new UnsupportedOperationException();
  }

  @Override
  public AdaptivePoolingKernels adaptivePooling() {
    throw new UnsupportedOperationException();
  }

  @Override
  public NormalizationKernels normalization() {
    throw new UnsupportedOperationException();
  }

  @Override
  public MatrixKernels matrix() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ReductionKernels reduction() {
    throw new UnsupportedOperationException();
  }

  @Override
  public LossKernels loss() {
    throw new UnsupportedOperationException();
  }

  @Override
  public UpdateKernels update() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void fill(Tensor y, float value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void relu(Tensor x, Tensor y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reluGradient(Tensor dy, Tensor x, Tensor dx) {
    throw new UnsupportedOperationException();
  }
}
