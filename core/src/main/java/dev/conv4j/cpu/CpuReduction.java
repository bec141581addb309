package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.floats;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ReductionKernels;
import java.util.Arrays;

/** Sums with eight running totals, folded in a fixed order at the end. */
final class CpuReduction implements ReductionKernels {
  private final Workers workers;
  private final ChannelSums sums = ChannelSums.best();

  CpuReduction(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void sumPerChannel(Tensor x, Tensor perChannel) {
    float[] xs = floats(x);
    float[] into = floats(perChannel);
    ChannelBlocks blocks = new ChannelBlocks(x);
    workers.run(
        blocks.tasks(),
        xs.length,
        sums.room() + blocks.room(),
        (task, scratch) -> {
          Arrays.fill(into, blocks.first(task), blocks.end(task), 0);
          blocks.forEachBlock(
              task,
              xs,
              xs,
              scratch,
              sums.room(),
              (c, a, aAt, b, bAt, count) -> {
                sums.sum(a, aAt, count, scratch);
                into[c] += scratch[0];
              });
        });
  }

  /**
   * The sum of {@code count} values; eight totals keep the processor busy while each add is slow.
   */
  static float sum(float[] values, int from, int count) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    int i = from;
    for (int end = from + count - 7; i < end; i += 8) {
      s0 += values[i];
      s1 += values[i + 1];
      s2 += values[i + 2];
      s3 += values[i + 3];
      s4 += values[i + 4];
      s5 += values[i + 5];
      s6 += values[i + 6];
      s7 += values[i + 7];
    }
    for (; i < from + count; i++) {
      s0 += values[i];
    }
    return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
  }
}
