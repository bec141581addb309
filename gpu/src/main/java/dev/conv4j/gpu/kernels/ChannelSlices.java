package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.Shape;

/**
 * How the elements of each channel of {@code [N, C, ...]} are cut into slices, each of which one
 * group of work items sums.
 *
 * @param channels C
 * @param pixels elements of one plane
 * @param elements elements of one channel
 * @param slices of each channel
 */
record ChannelSlices(int channels, int pixels, long elements, int slices) {
  /** Elements that keep a group busy. */
  private static final long LEAST_PER_SLICE = 4096;

  /** Groups that keep a large device busy. */
  private static final long GROUPS = 2048;

  /** The slices of images of this shape. */
  static ChannelSlices of(Shape x) {
    int channels = x.intExtent(1);
    long elements = channels == 0 ? 0 : x.count() / channels;
    long pixels = 1;
    for (int axis = 2; axis < x.rank(); axis++) {
      pixels = Math.multiplyExact(pixels, x.extent(axis));
    }
    long wanted =
        Math.min(
            Math.ceilDiv(elements, LEAST_PER_SLICE), Math.ceilDiv(GROUPS, Math.max(channels, 1L)));
    return new ChannelSlices(
        channels, Math.toIntExact(pixels), elements, (int) Math.max(wanted, 1));
  }

  /** Whether there is nothing to sum. */
  boolean isEmpty() {
    return channels == 0 || elements == 0;
  }

  /** Partial sums of {@code kinds} kinds. */
  long partials(int kinds) {
    return (long) kinds * channels * slices;
  }

  /** A group for each slice of each channel. */
  Grid grid() {
    return Grids.rows(slices, channels, Grids.ITEMS);
  }

  /** A work item for each channel. */
  Grid perChannel() {
    return Grid.covering(channels, Grids.ITEMS);
  }

  /** What the kernels over slices are told. */
  Arguments addTo(Arguments buffers) {
    return buffers
        .ints(channels, pixels)
        .longs(elements, Math.ceilDiv(elements, (long) slices))
        .ints(slices);
  }
}
