package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Convolution where each channel has one filter of its own, and its gradient by the input: both
 * slide the filter over a plane one place at a time, as the two {@link Axis} say. The plane is
 * copied once with room for the border; neighbours in the result are then neighbours in the copy.
 *
 * <p>Planes that are narrower than a tile are taken as one long row, whose places beyond the right
 * edge are computed for nothing.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Depthwise implements SlidingPlan {
  /** Places in a band of rows, roughly: its copy stays in the nearest cache. */
  private static final int BAND = 4096;

  /** Places in one task, roughly. */
  private static final int TASK = 1 << 14;

  private final Taps taps;
  private final int channels;
  private final Axis rows;
  private final Axis columns;
  private final int outHeight;
  private final int outWidth;
  private final int bandRows;
  private final BorderedPlane copy;

  /** Where each tap meets the first place of a band, in rising order. */
  private final int[] offsets;

  /** Where the weight of each tap stands in a filter. */
  private final int[] weightAt;

  /** Whether the taps are 3 × 3 neighbours. */
  private final boolean neighbours;

  private final int area;

  /** Planes in one task. */
  private final int perTask;

  private Depthwise(MicroKernel micro, ConvGeometry g, Axis rows, Axis columns, Shape out) {
    this.taps = micro.taps();
    this.channels = g.groups();
    this.rows = rows;
    this.columns = columns;
    this.outHeight = out.intExtent(2);
    this.outWidth = out.intExtent(3);
    this.bandRows = Math.clamp(BAND / (columns.places + columns.overlap()), 1, rows.places);
    this.copy = new BorderedPlane(taps, rows, columns, bandRows);
    this.area = g.kernel().area();
    int[] unsorted = copy.offsets();
    int[] order =
        IntStream.range(0, unsorted.length)
            .boxed()
            .sorted(Comparator.comparingInt(tap -> unsorted[tap]))
            .mapToInt(tap -> tap)
            .toArray();
    this.offsets = Arrays.stream(order).map(tap -> unsorted[tap]).toArray();
    int across = columns.element.length;
    this.weightAt =
        Arrays.stream(order)
            .map(tap ->
                rows.element[tap / across] * g.kernel().width() + columns.element[tap % across])
            .toArray();
    int width = copy.width();
    this.neighbours =
        Arrays.equals(
            offsets, IntStream.range(0, 9).map(tap -> tap / 3 * width + tap % 3).toArray());
    this.perTask = Math.max(TASK / (rows.places * columns.places), 1);
  }

  /** Whether each channel has one filter of its own. */
  static boolean suits(Shape w, ConvGeometry g) {
    return w.extent(0) == g.groups() && w.extent(1) == 1;
  }

  /** The convolution itself. */
  static Depthwise forward(MicroKernel micro, Shape x, Shape y, ConvGeometry g) {
    return new Depthwise(micro, g, Axis.rows(x, y, g), Axis.columns(x, y, g), y);
  }

  /** The gradient by the input: one plan for each remainder of the stride. */
  static List<Depthwise> inputGradient(MicroKernel micro, Shape x, Shape y, ConvGeometry g) {
    List<Axis> columnAxes =
        Axis.inputGradient(
            y.intExtent(3),
            x.intExtent(3),
            g.kernel().width(),
            g.stride().width(),
            g.padding().width(),
            g.dilation().width());
    List<Axis> rowAxes =
        Axis.inputGradient(
            y.intExtent(2),
            x.intExtent(2),
            g.kernel().height(),
            g.stride().height(),
            g.padding().height(),
            g.dilation().height());
    List<Depthwise> parts = new ArrayList<>();
    for (Axis row : rowAxes) {
      for (Axis column : columnAxes) {
        parts.add(new Depthwise(micro, g, row, column, x));
      }
    }
    return parts;
  }

  @Override
  public long packedCount() {
    return Math.max((long) channels * offsets.length, 1);
  }

  /** Picks the taps that take part, channel by channel. */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    for (int channel = 0; channel < channels; channel++) {
      for (int tap = 0; tap < offsets.length; tap++) {
        packed[channel * offsets.length + tap] = w[channel * area + weightAt[tap]];
      }
    }
  }

  @Override
  public void run(
      Workers workers,
      int images,
      float[] packed,
      float[] source,
      float @Nullable [] bias,
      float[] out) {
    int count = images * channels;
    int resultAt = planesCount();
    workers.run(
        Math.ceilDiv(count, perTask),
        (long) count * rows.places * columns.places * Math.max(offsets.length, 1),
        resultAt + resultCount(),
        (task, scratch) -> {
          Arrays.fill(scratch, 0, copy.count(), 0);
          for (int plane = task * perTask; plane < Math.min((task + 1) * perTask, count); plane++) {
            float start = bias == null ? 0 : bias[plane % channels];
            int weights = plane % channels * offsets.length;
            for (int row = 0; row < rows.places; row += bandRows) {
              copy.copy(source, plane * rows.source * columns.source, row, scratch);
              int to = outAt(plane, row);
              multiplyBand(
                  packed, weights, start, Math.min(bandRows, rows.places - row), scratch, out, to);
            }
          }
        });
  }

  private int outAt(int plane, int row) {
    int first = rows.first + row * rows.step;
    return (plane * outHeight + first) * outWidth + columns.first;
  }

  /** Room for the copy, and for what the last tile reads behind it. */
  private int planesCount() {
    return copy.count() + Taps.TILE_ROWS * taps.columns();
  }

  private int resultCount() {
    return bandRows * copy.width() + Taps.TILE_ROWS * taps.columns();
  }

  private void multiplyBand(
      float[] packed,
      int weights,
      float start,
      int rowCount,
      float[] scratch,
      float[] out,
      int to) {
    boolean wide =
        neighbours
            ? columns.places >= taps.lanes() && rowCount >= 2
            : columns.places >= taps.columns() && rowCount >= Taps.TILE_ROWS;
    if (wide && columns.step == 1) {
      multiplyRows(packed, weights, start, rowCount, scratch, out, to, rows.step * outWidth);
    } else {
      int resultAt = planesCount();
      if (wide) {
        multiplyRows(packed, weights, start, rowCount, scratch, scratch, resultAt, copy.width());
      } else {
        multiplyRun(packed, weights, start, rowCount * copy.width(), scratch, resultAt);
      }
      store(rowCount, scratch, resultAt, out, to);
    }
  }

  /** Tile by tile; the last ones begin early and compute some places again. */
  private void multiplyRows(
      float[] packed,
      int weights,
      float start,
      int rowCount,
      float[] scratch,
      float[] out,
      int to,
      int outStride) {
    int width = copy.width();
    for (int next = 0; next < rowCount && neighbours; next += 2) {
      int row = Math.min(next, rowCount - 2);
      taps.threeByThree(
          columns.places,
          packed,
          weights,
          start,
          scratch,
          row * width,
          width,
          out,
          to + row * outStride,
          outStride);
    }
    for (int next = 0; next < rowCount && !neighbours; next += Taps.TILE_ROWS) {
      int row = Math.min(next, rowCount - Taps.TILE_ROWS);
      for (int i = 0; i < columns.places; i += taps.columns()) {
        int column = Math.min(i, columns.places - taps.columns());
        taps.tile(
            offsets.length,
            packed,
            weights,
            start,
            scratch,
            row * width + column,
            width,
            offsets,
            out,
            to + row * outStride + column,
            outStride);
      }
    }
  }

  /** A band as one row, whose pieces make the rows of a tile. */
  private void multiplyRun(
      float[] packed, int weights, float start, int count, float[] scratch, int resultAt) {
    int step = taps.columns();
    for (int i = 0; i < count; i += Taps.TILE_ROWS * step) {
      taps.tile(
          offsets.length,
          packed,
          weights,
          start,
          scratch,
          i,
          step,
          offsets,
          scratch,
          resultAt + i,
          step);
    }
  }

  /** Puts the places of a band where they belong. */
  private void store(int rowCount, float[] scratch, int resultAt, float[] out, int outAt) {
    for (int row = 0; row < rowCount; row++) {
      int from = resultAt + row * copy.width();
      int to = outAt + row * rows.step * outWidth;
      if (columns.step == 1) {
        System.arraycopy(scratch, from, out, to, columns.places);
      } else {
        for (int j = 0; j < columns.places; j++) {
          out[to + j * columns.step] = scratch[from + j];
        }
      }
    }
  }
}
