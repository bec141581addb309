package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with 1×1 filters: the product of the filters with the planes where they stand, for a
 * few pixels at a time. With a stride, the pixels that nobody sees are left out. The input gradient
 * with stride 1 is the same with the filters transposed.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Pointwise implements SlidingPlan {
  /** Panels of pixels in one task. */
  private static final int TASK_PANELS = 8;

  private final MicroKernel micro;
  private final int groups;
  private final int channels;
  private final int filters;
  private final int sourcePlane;
  private final int outPlane;

  /** Where in its source plane each output pixel is read; consecutive unless there is a stride. */
  private final int[] pixels;

  private final boolean consecutive;
  private final boolean transposed;
  private final int panels;

  private Pointwise(
      MicroKernel micro,
      int groups,
      int channels,
      int filters,
      Shape source,
      Shape out,
      ConvGeometry geometry,
      boolean transposed) {
    this.micro = micro;
    this.groups = groups;
    this.channels = channels;
    this.filters = filters;
    this.sourcePlane = source.intExtent(2) * source.intExtent(3);
    this.outPlane = out.intExtent(2) * out.intExtent(3);
    this.consecutive = geometry.stride().area() == 1;
    this.transposed = transposed;
    this.panels = Math.ceilDiv(filters, micro.denseRows());
    int width = out.intExtent(3);
    this.pixels = new int[outPlane];
    Arrays.setAll(
        pixels,
        p ->
            p / width * geometry.stride().height() * source.intExtent(3)
                + p % width * geometry.stride().width());
  }

  /** The convolution itself. */
  static Pointwise forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    return new Pointwise(
        micro, g.groups(), w.intExtent(1), w.intExtent(0) / g.groups(), x, y, g, false);
  }

  /** The gradient by the input, for stride 1. */
  static Pointwise inputGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    return new Pointwise(
        micro, g.groups(), w.intExtent(0) / g.groups(), w.intExtent(1), y, x, g, true);
  }

  @Override
  public long packedCount() {
    return (long) groups * panels * micro.denseRows() * channels;
  }

  /** Packs the filters panel by panel, in a panel channel by channel; zeros fill the last one. */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int rows = micro.denseRows();
    int to = 0;
    for (int group = 0; group < groups; group++) {
      for (int panel = 0; panel < panels; panel++) {
        for (int c = 0; c < channels; c++) {
          for (int filter = panel * rows; filter < (panel + 1) * rows; filter++) {
            packed[to++] = filter < filters ? w[weightAt(group, filter, c)] : 0;
          }
        }
      }
    }
  }

  private int weightAt(int group, int filter, int channel) {
    return transposed
        ? (group * channels + channel) * filters + filter
        : (group * filters + filter) * channels + channel;
  }

  @Override
  public void run(
      Workers workers,
      int images,
      float[] packed,
      float[] source,
      float @Nullable [] bias,
      float[] out) {
    run(workers, images, packed, source, bias, out, Finish.NOTHING);
  }

  @Override
  public void run(
      Workers workers,
      int images,
      float[] packed,
      float[] source,
      float @Nullable [] bias,
      float[] out,
      Finish finish) {
    int columns = micro.columns();
    int perTask = TASK_PANELS * columns;
    int tasks = Math.ceilDiv(outPlane, perTask);
    workers.run(
        images * groups * tasks,
        (long) images * groups * outPlane * channels * filters,
        channels * columns + micro.denseRows() * columns,
        (task, scratch) -> {
          int image = task / tasks;
          int first = task % tasks * perTask;
          for (int p = first; p < Math.min(first + perTask, outPlane); p += columns) {
            int count = Math.min(columns, outPlane - p);
            pack(source, image * channels * sourcePlane, p, count, scratch);
            multiply(packed, image, p, count, scratch, bias, out);
          }
          if (!finish.isNothing()) {
            int count = Math.min(perTask, outPlane - first);
            for (int filter = 0; filter < filters; filter++) {
              finish.apply(out, (image * filters + filter) * outPlane + first, count);
            }
          }
        });
  }

  /** Copies the pixels from {@code first} on of all channels, zeros behind them. */
  private void pack(float[] source, int imageAt, int first, int count, float[] into) {
    int columns = micro.columns();
    for (int c = 0; c < channels; c++) {
      int from = imageAt + c * sourcePlane;
      int to = c * columns;
      if (consecutive) {
        System.arraycopy(source, from + first, into, to, count);
      } else {
        for (int i = 0; i < count; i++) {
          into[to + i] = source[from + pixels[first + i]];
        }
      }
      if (count < columns) {
        Arrays.fill(into, to + count, to + columns, 0);
      }
    }
  }

  /** The product of all filters with one panel of pixels. */
  private void multiply(
      float[] packed,
      int image,
      int first,
      int count,
      float[] scratch,
      float @Nullable [] bias,
      float[] out) {
    int rows = micro.denseRows();
    int columns = micro.columns();
    int group = image % groups;
    int edge = channels * columns;
    for (int panel = 0; panel < panels; panel++) {
      int filter = panel * rows;
      int used = Math.min(rows, filters - filter);
      int left = (group * panels + panel) * rows * channels;
      int to = (image * filters + filter) * outPlane + first;
      boolean whole = used == rows && count == columns;
      float[] tile = whole ? out : scratch;
      int at = whole ? to : edge;
      int stride = whole ? outPlane : columns;
      for (int row = 0; row < rows; row++) {
        float start = bias == null || row >= used ? 0 : bias[group * filters + filter + row];
        Arrays.fill(tile, at + row * stride, at + row * stride + columns, start);
      }
      micro.dense(channels, packed, left, scratch, 0, columns, tile, at, stride);
      for (int row = 0; row < used && !whole; row++) {
        System.arraycopy(scratch, edge + row * columns, out, to + row * outPlane, count);
      }
    }
  }
}
