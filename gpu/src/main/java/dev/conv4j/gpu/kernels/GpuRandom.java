package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.RandomKernels;
import dev.conv4j.tensor.spi.RandomKey;

/** What is done at random; a work item does as many elements as a block of numbers has. */
final class GpuRandom implements RandomKernels {
  private static final int BLOCK = 4;

  private final Program program;

  GpuRandom(Program program) {
    this.program = program;
  }

  @Override
  public void dropout(Tensor x, Tensor y, RandomKey key, float rate, long together) {
    long count = y.shape().count();
    if (count > 0) {
      program.launch(
          "dropout",
          Grid.covering(Math.ceilDiv(count, (long) BLOCK), Grids.ITEMS),
          Arguments.of(buffer(x), buffer(y), buffer(key.step()))
              .longs(count, together)
              .ints((int) key.seed(), (int) (key.seed() >>> 32))
              .ints(Purpose.PASS.counter(key.number()))
              .ints(RandomKernels.threshold(rate))
              .real(RandomKernels.scale(rate)));
    }
  }
}
