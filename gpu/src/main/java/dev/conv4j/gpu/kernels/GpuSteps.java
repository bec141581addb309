package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepKernels;

/** What a training leaves for its host. */
final class GpuSteps implements StepKernels {
  private final Program program;

  GpuSteps(Program program) {
    this.program = program;
  }

  @Override
  public void note(Tensor loss, Tensor correct, Tensor results, Tensor count, Tensor guard) {
    program.launch(
        "note",
        Grid.of(1, 1, 1, 1),
        Arguments.of(buffer(loss), buffer(correct), buffer(results), buffer(count), buffer(guard))
            .longs(results.shape().extent(0)));
  }

  @Override
  public void replace(Tensor value, Tensor guard, Tensor kept) {
    long count = kept.shape().count();
    if (count > 0) {
      program.launch(
          "replace",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(value), buffer(guard), buffer(kept)).longs(count));
    }
  }
}
