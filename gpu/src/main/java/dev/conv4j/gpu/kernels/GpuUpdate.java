package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.UpdateKernels;
import org.jspecify.annotations.Nullable;

/** Steps of the optimizers, a work item for each parameter. */
final class GpuUpdate implements UpdateKernels {
  private final Program program;

  GpuUpdate(GpuRuntime runtime) {
    program = new Program(runtime, KernelSources.UPDATE);
  }

  @Override
  public void sgd(
      Tensor parameter,
      Tensor gradient,
      @Nullable Tensor velocity,
      float learningRate,
      float momentum,
      boolean nesterov,
      float weightDecay) {
    long count = parameter.shape().count();
    if (count > 0) {
      program.launch(
          "sgd",
          Grid.covering(count, 256),
          Arguments.of(buffer(parameter), buffer(gradient))
              .buffer(bufferOrNull(velocity))
              .longs(count)
              .real(learningRate)
              .real(momentum)
              .ints(nesterov ? 1 : 0)
              .real(weightDecay));
    }
  }
}
