package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Filters slid over images one pixel at a time, which is what a convolution forward and its input
 * gradient both come down to, as the two {@link Axis} say. It is a matrix product whose right
 * factor is never laid out: with the source copied once into planes with room for the border, each
 * term (channel, kernel element) meets consecutive places at consecutive pixels, and the
 * micro-kernel reads them there. Row ends bring a few places that belong to no pixel; they are
 * computed and dropped.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Correlation {
  /** Places in a band of rows, roughly: what one task computes. */
  private static final int BAND = 768;

  /** Terms multiplied at a time, so that what a tile reads stays in the nearest cache. */
  private static final int TERM_BLOCK = 256;

  private final MicroKernel micro;
  private final int groups;
  private final int filters;
  private final int channels;
  private final Axis rows;
  private final Axis columns;
  private final int outWidth;
  private final int outPlane;
  private final int bandRows;
  private final int planeHeight;
  private final int planeWidth;

  /** Where each term's first pixel is in the planes of a band. */
  private final int[] offsets;

  /** Where each term's weight for filter 0 of group 0 is. */
  private final int[] weightAt;

  private final int weightStride;

  private Correlation(
      MicroKernel micro,
      int groups,
      int filters,
      int channels,
      Axis rows,
      Axis columns,
      int outHeight,
      int outWidth,
      WeightLayout layout) {
    this.micro = micro;
    this.groups = groups;
    this.filters = filters;
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.outWidth = outWidth;
    this.outPlane = outHeight * outWidth;
    this.planeWidth = columns.places + columns.overlap();
    this.bandRows = Math.clamp(BAND / planeWidth, 1, rows.places);
    this.planeHeight = bandRows + rows.overlap();
    int terms = channels * rows.element.length * columns.element.length;
    this.offsets = new int[terms];
    this.weightAt = new int[terms];
    this.weightStride = layout.filterStride;
    int term = 0;
    for (int c = 0; c < channels; c++) {
      for (int a = 0; a < rows.element.length; a++) {
        for (int b = 0; b < columns.element.length; b++, term++) {
          int plane = (c * rows.phases + rows.phase[a]) * columns.phases + columns.phase[b];
          offsets[term] = (plane * planeHeight + rows.skip[a]) * planeWidth + columns.skip[b];
          weightAt[term] =
              c * layout.channelStride + rows.element[a] * layout.kernelWidth + columns.element[b];
        }
      }
    }
  }

  /** How the weights of one group lie: by filter, by source channel, by kernel row. */
  private record WeightLayout(int filterStride, int channelStride, int kernelWidth) {}

  /** The convolution itself. */
  static Correlation forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int channels = w.intExtent(1);
    int area = g.kernel().area();
    return new Correlation(
        micro,
        g.groups(),
        w.intExtent(0) / g.groups(),
        channels,
        Axis.forward(
            x.intExtent(2),
            y.intExtent(2),
            g.kernel().height(),
            g.stride().height(),
            g.padding().height(),
            g.dilation().height()),
        Axis.forward(
            x.intExtent(3),
            y.intExtent(3),
            g.kernel().width(),
            g.stride().width(),
            g.padding().width(),
            g.dilation().width()),
        y.intExtent(2),
        y.intExtent(3),
        new WeightLayout(channels * area, area, g.kernel().width()));
  }

  /** The gradient by the input: one correlation for each remainder of the stride. */
  static List<Correlation> inputGradient(
      MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int out = w.intExtent(0) / g.groups();
    int in = w.intExtent(1);
    int area = g.kernel().area();
    List<Axis> rowAxes =
        Axis.inputGradient(
            y.intExtent(2),
            x.intExtent(2),
            g.kernel().height(),
            g.stride().height(),
            g.padding().height(),
            g.dilation().height());
    List<Axis> columnAxes =
        Axis.inputGradient(
            y.intExtent(3),
            x.intExtent(3),
            g.kernel().width(),
            g.stride().width(),
            g.padding().width(),
            g.dilation().width());
    List<Correlation> parts = new ArrayList<>();
    for (Axis row : rowAxes) {
      for (Axis column : columnAxes) {
        parts.add(
            new Correlation(
                micro,
                g.groups(),
                in,
                out,
                row,
                column,
                x.intExtent(2),
                x.intExtent(3),
                new WeightLayout(area, in * area, g.kernel().width())));
      }
    }
    return parts;
  }

  /** The floats that the packed weights take. */
  long packedCount() {
    return (long) groups * paddedFilters() * offsets.length;
  }

  private int paddedFilters() {
    return Math.ceilDiv(filters, micro.rows()) * micro.rows();
  }

  /**
   * Packs the weights block by block of terms, in a block panel by panel of filters, in a panel
   * term by term; filters that do not exist are zeros.
   */
  void packWeights(float[] w, float[] packed) {
    int panel = micro.rows();
    int perGroup = w.length / groups;
    int to = 0;
    for (int g = 0; g < groups; g++) {
      for (int block = 0; block < offsets.length; block += TERM_BLOCK) {
        int end = Math.min(block + TERM_BLOCK, offsets.length);
        for (int filter = 0; filter < filters; filter += panel) {
          for (int term = block; term < end; term++) {
            int from = g * perGroup + weightAt[term] + filter * weightStride;
            for (int i = 0; i < panel; i++) {
              packed[to++] = filter + i < filters ? w[from + i * weightStride] : 0;
            }
          }
        }
      }
    }
  }

  /**
   * Computes the result for a batch.
   *
   * @param source images of {@code groups * channels} planes
   * @param bias one value for each filter of each group, or null
   * @param out images of {@code groups * filters} planes
   */
  void run(
      Workers workers,
      int images,
      float[] packed,
      float[] source,
      float @Nullable [] bias,
      float[] out) {
    int bands = Math.ceilDiv(rows.places, bandRows);
    long work = (long) images * groups * filters * rows.places * columns.places * offsets.length;
    workers.run(
        images * groups * bands,
        work,
        planesCount() + paddedFilters() * tileWidth(bandRows),
        (task, scratch) -> {
          int image = task / bands;
          int firstRow = task % bands * bandRows;
          int rowCount = Math.min(bandRows, rows.places - firstRow);
          copyPlanes(source, image * channels * rows.source * columns.source, firstRow, scratch);
          multiply(packed, image % groups, rowCount, scratch);
          store(scratch, rowCount, bias, image % groups, out, image * filters, firstRow);
        });
  }

  /** Room for the planes of a band, and for what the last tile reads behind them. */
  private int planesCount() {
    return channels * rows.phases * columns.phases * planeHeight * planeWidth + micro.columns();
  }

  /** The places of {@code count} rows, row ends included, in whole tiles. */
  private int tileWidth(int count) {
    int places = (count - 1) * planeWidth + columns.places;
    return Math.ceilDiv(places, micro.columns()) * micro.columns();
  }

  private void copyPlanes(float[] source, int image, int firstRow, float[] planes) {
    int at = 0;
    for (int c = 0; c < channels; c++) {
      int channel = image + c * rows.source * columns.source;
      for (int phase = 0; phase < rows.phases * columns.phases; phase++) {
        for (int u = firstRow; u < firstRow + planeHeight; u++, at += planeWidth) {
          int row = u * rows.phases + phase / columns.phases + rows.shift;
          if (row < 0 || row >= rows.source) {
            Arrays.fill(planes, at, at + planeWidth, 0);
          } else {
            copyRow(source, channel + row * columns.source, phase % columns.phases, planes, at);
          }
        }
      }
    }
  }

  private void copyRow(float[] source, int rowAt, int phase, float[] planes, int at) {
    int first = phase + columns.shift;
    int stride = columns.phases;
    int from = Math.clamp(Math.ceilDiv(-first, stride), 0, planeWidth);
    int to = Math.clamp(Math.ceilDiv(columns.source - first, stride), from, planeWidth);
    for (int v = 0; v < from; v++) {
      planes[at + v] = 0;
    }
    if (stride == 1) {
      System.arraycopy(source, rowAt + first + from, planes, at + from, to - from);
    } else {
      for (int v = from; v < to; v++) {
        planes[at + v] = source[rowAt + first + v * stride];
      }
    }
    for (int v = to; v < planeWidth; v++) {
      planes[at + v] = 0;
    }
  }

  /** The product of all filters with one band; the result lies behind the planes. */
  private void multiply(float[] packed, int group, int rowCount, float[] scratch) {
    int terms = offsets.length;
    int padded = paddedFilters();
    int width = tileWidth(rowCount);
    int outAt = planesCount();
    if (terms == 0) {
      Arrays.fill(scratch, outAt, outAt + padded * width, 0);
    }
    for (int place = 0; place < width; place += micro.columns()) {
      for (int block = 0; block < terms; block += TERM_BLOCK) {
        int count = Math.min(TERM_BLOCK, terms - block);
        int left = padded * (group * terms + block);
        for (int filter = 0; filter < padded; filter += micro.rows()) {
          micro.slide(
              count,
              packed,
              left + filter * count,
              scratch,
              place,
              offsets,
              block,
              scratch,
              outAt + filter * width + place,
              width,
              block > 0);
        }
      }
    }
  }

  /** Adds the bias and puts the places of a band where they belong. */
  private void store(
      float[] scratch,
      int rowCount,
      float @Nullable [] bias,
      int group,
      float[] out,
      int outImage,
      int firstRow) {
    int width = tileWidth(rowCount);
    for (int filter = 0; filter < filters; filter++) {
      float shift = bias == null ? 0 : bias[group * filters + filter];
      for (int i = 0; i < rowCount; i++) {
        int from = planesCount() + filter * width + i * planeWidth;
        int row = rows.first + (firstRow + i) * rows.step;
        int to = (outImage + filter) * outPlane + row * outWidth + columns.first;
        if (columns.step == 1) {
          for (int j = 0; j < columns.places; j++) {
            out[to + j] = scratch[from + j] + shift;
          }
        } else {
          for (int j = 0; j < columns.places; j++) {
            out[to + j * columns.step] = scratch[from + j] + shift;
          }
        }
      }
    }
  }
}
