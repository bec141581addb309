package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Filters slid over images one pixel at a time, which is what a convolution forward and its input
 * gradient both come down to, as the two {@link Axis} say. It is a matrix product whose right
 * factor is never laid out: with the source copied once into planes with room for the border, each
 * term (channel, kernel element) meets consecutive places at consecutive pixels, and the
 * micro-kernel reads them there, a run of places at a time ({@link RunForm}).
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Correlation implements SlidingPlan {
  /** Places in a band of rows, roughly: what one task computes. */
  private static final int BAND = 768;

  /** The floats of a band's source, roughly: what stays in the second cache. */
  private static final int PLANES = 1 << 17;

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
  private final int tileRows;
  private final RunForm form;
  private final SourcePlanes planes;

  /** Whether there are so few terms that sums are complete at once. */
  private final boolean atOnce;

  private final Runs runs;

  /** The runs of the last band, which may have fewer rows. */
  private final Runs lastRuns;

  /** Where each term's first pixel is in the planes of a band. */
  private final int[] offsets;

  /** Where each term's weight for filter 0 of group 0 is. */
  private final int[] weightAt;

  private final int weightStride;

  /** What the sums begin with where there is no bias. */
  private final float[] zeros;

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
    this.form = RunForm.of(micro, filters, rows, columns);
    this.tileRows = micro.rows(form.lanes(), filters);
    this.rows = rows;
    this.columns = form.apart() ? columns.apart() : columns;
    this.outWidth = outWidth;
    this.outPlane = outHeight * outWidth;
    this.bandRows = bandRows(channels, rows, this.columns);
    this.planes =
        new SourcePlanes(micro.taps(), channels, rows, this.columns, bandRows, form.apart());
    this.zeros = new float[groups * filters];
    int terms = channels * rows.element.length * columns.element.length;
    this.atOnce = terms <= TERM_BLOCK;
    this.runs = runs(bandRows);
    this.lastRuns = runs((rows.places - 1) % bandRows + 1);
    this.offsets = new int[terms];
    this.weightAt = layout.places(channels, rows, columns);
    this.weightStride = layout.filterStride();
    int term = 0;
    for (int c = 0; c < channels; c++) {
      for (int a = 0; a < rows.element.length; a++) {
        for (int b = 0; b < columns.element.length; b++) {
          offsets[term++] = planes.offset(c, a, b);
        }
      }
    }
  }

  private Runs runs(int rowCount) {
    return form.apart()
        ? Runs.ofBand(form.lanes(), atOnce, rowCount, rows, columns, outWidth)
        : Runs.ofRows(form.lanes(), atOnce, rowCount, rows, columns, planes.width(), outWidth);
  }

  /** As many rows as make a task and fit the cache, bands being about equal. */
  private static int bandRows(int channels, Axis rows, Axis columns) {
    int width = columns.places + columns.overlap();
    long row = (long) channels * rows.phases * columns.phases * width;
    long most = Math.min(BAND / Math.max(width, 1), PLANES / Math.max(row, 1) - rows.overlap());
    int bands = Math.ceilDiv(rows.places, Math.clamp(most, 1, rows.places));
    return Math.ceilDiv(rows.places, bands);
  }

  /** The convolution itself. */
  static Correlation forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int channels = w.intExtent(1);
    int area = g.kernel().area();
    return new Correlation(
        micro,
        g.groups(),
        w.intExtent(0) / g.groups(),
        channels,
        Axis.rows(x, y, g),
        Axis.columns(x, y, g),
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
    List<Axis> columnAxes = Axis.inputGradientColumns(x, y, g);
    List<Correlation> parts = new ArrayList<>();
    for (Axis row : Axis.inputGradientRows(x, y, g)) {
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

  @Override
  public long packedCount() {
    return (long) groups * paddedFilters() * offsets.length;
  }

  private int paddedFilters() {
    return Math.ceilDiv(filters, tileRows) * tileRows;
  }

  /**
   * Packs the weights block by block of terms, in a block panel by panel of filters, in a panel
   * term by term; filters that do not exist are zeros.
   */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int blocks = Math.ceilDiv(offsets.length, TERM_BLOCK);
    workers.run(
        groups * blocks,
        packed.length,
        0,
        (task, scratch) -> packBlock(task / blocks, task % blocks * TERM_BLOCK, w, packed));
  }

  private void packBlock(int group, int block, float[] w, float[] packed) {
    int panel = tileRows;
    int first = group * (w.length / groups);
    int end = Math.min(block + TERM_BLOCK, offsets.length);
    int to = paddedFilters() * (group * offsets.length + block);
    for (int filter = 0; filter < filters; filter += panel) {
      for (int term = block; term < end; term++) {
        int from = first + weightAt[term] + filter * weightStride;
        for (int i = 0; i < panel; i++) {
          packed[to++] = filter + i < filters ? w[from + i * weightStride] : 0;
        }
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
    int bands = Math.ceilDiv(rows.places, bandRows);
    float[] starts = bias == null ? zeros : bias;
    long work = (long) images * groups * filters * rows.places * columns.places * offsets.length;
    workers.run(
        images * groups * bands,
        work,
        planes.room() + filters * runs.count() * form.lanes(),
        (task, scratch) -> {
          int image = task / bands;
          int group = image % groups;
          int firstRow = task % bands * bandRows;
          int rowCount = Math.min(bandRows, rows.places - firstRow);
          planes.copy(source, image * channels * rows.source * columns.source, firstRow, scratch);
          int to =
              image * filters * outPlane
                  + (rows.first + firstRow * rows.step) * outWidth
                  + columns.first;
          Runs cut = rowCount == bandRows ? runs : lastRuns;
          if (cut.direct) {
            multiply(packed, starts, group, cut, scratch, out, to, outPlane);
          } else {
            int stride = cut.count() * form.lanes();
            multiply(packed, starts, group, cut, scratch, scratch, planes.room(), stride);
            store(scratch, rowCount, cut.rowStride, stride, out, to);
          }
          finish(finish, rowCount, out, to);
        });
  }

  private void finish(Finish finish, int rowCount, float[] out, int outAt) {
    if (!finish.isNothing()) {
      assert rows.step == 1 && columns.places == outWidth
          : "only a convolution forward is finished";
      for (int filter = 0; filter < filters; filter++) {
        finish.apply(out, outAt + filter * outPlane, rowCount * outWidth);
      }
    }
  }

  /** The product of all filters with one band. */
  private void multiply(
      float[] packed,
      float[] starts,
      int group,
      Runs cut,
      float[] source,
      float[] out,
      int outAt,
      int outStride) {
    int terms = offsets.length;
    int padded = paddedFilters();
    int count = cut.count();
    // Without a single term, which a strided gradient may have, the sums are what they begin with.
    for (int block = 0; block == 0 || block < terms; block += TERM_BLOCK) {
      int blockTerms = Math.min(TERM_BLOCK, terms - block);
      int left = padded * (group * terms + block);
      for (int filter = 0; filter < filters; filter += tileRows) {
        int to = outAt + filter * outStride;
        for (int run = 0; run < count; run += 2) {
          int next = Math.min(run + 1, count - 1);
          micro.slide(
              form.lanes(),
              tileRows,
              blockTerms,
              packed,
              left + filter * blockTerms,
              source,
              cut.reads[run],
              cut.reads[next],
              offsets,
              block,
              block == 0 ? starts : null,
              group * filters + filter,
              out,
              to + cut.writes[run],
              to + cut.writes[next],
              outStride,
              Math.min(tileRows, filters - filter));
        }
      }
    }
  }

  /** Puts the places of a band from the scratch memory where they belong. */
  private void store(
      float[] scratch, int rowCount, int rowStride, int stride, float[] out, int outAt) {
    for (int filter = 0; filter < filters; filter++) {
      for (int row = 0; row < rowCount; row++) {
        int from = planes.room() + filter * stride + row * rowStride;
        int to = outAt + filter * outPlane + row * rows.step * outWidth;
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
}
