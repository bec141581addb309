package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;

/** One output element for one input element. */
final class GpuElementwise implements ElementwiseKernels {
  private static final int PER_GROUP = 4 * 256;

  private final GpuRuntime runtime;
  private final Program program;

  GpuElementwise(GpuRuntime runtime) {
    this.runtime = runtime;
    program = new Program(runtime, KernelSources.ELEMENTWISE);
  }

  @Override
  public void copy(Tensor x, Tensor y) {
    long bytes = x.shape().count() * x.type().bytes();
    if (bytes > 0) {
      runtime.copy(buffer(x), buffer(y), bytes);
    }
  }

  @Override
  public void fill(Tensor y, float value) {
    launch("fill", y, Arguments.of(buffer(y)).longs(y.shape().count()).real(value));
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor y) {
    launch("add", y, Arguments.of(buffer(a), buffer(b), buffer(y)).longs(y.shape().count()));
  }

  @Override
  public void relu(Tensor x, Tensor y) {
    launch("relu", y, Arguments.of(buffer(x), buffer(y)).longs(y.shape().count()));
  }

  @Override
  public void reluGradient(Tensor dy, Tensor x, Tensor dx) {
    launch(
        "relu_gradient",
        dx,
        Arguments.of(buffer(dy), buffer(x), buffer(dx)).longs(dx.shape().count()));
  }

  private void launch(String kernel, Tensor y, Arguments arguments) {
    long count = y.shape().count();
    if (count > 0) {
      program.launch(kernel, Grid.of(Math.ceilDiv(count, (long) PER_GROUP), 1, 1, 256), arguments);
    }
  }
}
