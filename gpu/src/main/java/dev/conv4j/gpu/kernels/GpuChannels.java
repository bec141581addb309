package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ChannelKernels;

/** Channels side by side; those of one image lie behind each other. */
final class GpuChannels implements ChannelKernels {
  /** Elements of a group of work items. */
  private static final long PER_GROUP = 1024;

  private final Program program;

  GpuChannels(Program program) {
    this.program = program;
  }

  @Override
  public void insert(Tensor x, Tensor y, int first) {
    copy(x, 0, y, first * plane(y.shape()), x.shape());
  }

  @Override
  public void extract(Tensor x, int first, Tensor y) {
    copy(x, first * plane(x.shape()), y, 0, y.shape());
  }

  private static long plane(Shape x) {
    return x.countPerItem() / Math.max(x.extent(1), 1);
  }

  private void copy(Tensor x, long xAt, Tensor y, long yAt, Shape some) {
    if (some.count() > 0) {
      long images = some.extent(0);
      long count = some.countPerItem();
      program.launch(
          "copy_channels",
          Grids.rows(Math.ceilDiv(count, PER_GROUP), images, Grids.ITEMS),
          Arguments.of(buffer(x), buffer(y))
              .longs(images, count)
              .longs(x.shape().countPerItem(), xAt)
              .longs(y.shape().countPerItem(), yAt));
    }
  }

  @Override
  public void shift(Tensor x, Tensor shifts, Tensor y) {
    if (x.shape().count() > 0) {
      long planes = x.shape().extent(0) * x.shape().extent(1);
      long pixels = plane(x.shape());
      program.launch(
          "shift_channels",
          Grids.planes(planes, pixels, 4),
          Arguments.of(buffer(x), buffer(shifts), buffer(y))
              .longs(planes)
              .ints(x.shape().intExtent(1), Math.toIntExact(pixels)));
    }
  }
}
