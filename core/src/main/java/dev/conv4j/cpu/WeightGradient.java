package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;

/**
 * The gradient of a convolution by its filters, as a matrix product: rows are terms (channel,
 * kernel element), read from a copy of the image with room for the border; columns are filters,
 * read from the output's gradient turned on its side; what is summed over are the output's pixels.
 *
 * <p>The sum over the batch is taken in parts, groups of images that depend on the shapes alone,
 * and the parts are added in order.
 */
final class WeightGradient implements WeightGradientPlan {
  /** Output pixels in a band of rows, roughly: what is summed at a time. */
  private static final int BAND = 768;

  /** Terms in one task, roughly. */
  private static final int TERMS = 256;

  /** Terms in one task when the parts are added up. */
  private static final int TERMS_ADDED = 16;

  /** The number of tasks that the work is cut into where memory allows. */
  private static final int TASKS = 32;

  /** The most floats spent on partial sums. */
  private static final long MOST_PARTIAL = 1 << 22;

  private final MicroKernel micro;
  private final ConvGeometry geometry;
  private final int groups;
  private final int filters;
  private final int channels;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;
  private final int bandRows;
  private final int planeHeight;
  private final int planeWidth;
  private final int blockChannels;
  private final int blocks;
  private final int paddedTerms;
  private final int paddedFilters;

  /** Where each term of a block starts in the copy; the last one repeated up to a whole tile. */
  private final int[] rowOffsets;

  /** Where each output pixel of a band stands, beyond a term's start. */
  private final int[] positions;

  WeightGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry geometry) {
    this.micro = micro;
    this.geometry = geometry;
    this.groups = geometry.groups();
    this.filters = w.intExtent(0) / groups;
    this.channels = w.intExtent(1);
    this.height = x.intExtent(2);
    this.width = x.intExtent(3);
    this.outHeight = y.intExtent(2);
    this.outWidth = y.intExtent(3);
    this.bandRows = Math.clamp(BAND / outWidth, 1, outHeight);
    this.planeHeight = (bandRows - 1) * geometry.stride().height() + (int) geometry.extentHeight();
    this.planeWidth = (outWidth - 1) * geometry.stride().width() + (int) geometry.extentWidth();
    int area = geometry.kernel().area();
    this.blockChannels = Math.clamp(TERMS / area, 1, channels);
    this.blocks = Math.ceilDiv(channels, blockChannels);
    this.paddedTerms = Math.ceilDiv(blockChannels * area, micro.rows()) * micro.rows();
    this.paddedFilters = Math.ceilDiv(filters, micro.columns()) * micro.columns();
    this.rowOffsets = new int[paddedTerms];
    Arrays.setAll(rowOffsets, term -> rowOffset(Math.min(term, blockChannels * area - 1)));
    this.positions = new int[bandRows * outWidth];
    Arrays.setAll(
        positions,
        p ->
            p / outWidth * geometry.stride().height() * planeWidth
                + p % outWidth * geometry.stride().width());
  }

  private int rowOffset(int term) {
    int area = geometry.kernel().area();
    int a = term % area / geometry.kernel().width();
    int b = term % geometry.kernel().width();
    return (term / area * planeHeight + a * geometry.dilation().height()) * planeWidth
        + b * geometry.dilation().width();
  }

  /** Into how many parts the batch is cut. */
  int parts(int images) {
    int wanted = Math.max(TASKS / (groups * blocks), 1);
    long affordable = Math.max(MOST_PARTIAL / partCount(), 1);
    return (int) Math.clamp(images, 1, Math.min(wanted, affordable));
  }

  @Override
  public long memoryCount(int images) {
    return parts(images) * partCount();
  }

  private long partCount() {
    return (long) groups * blocks * paddedTerms * paddedFilters;
  }

  @Override
  public void run(Workers workers, int images, float[] dy, float[] x, float[] partial, float[] dw) {
    int parts = parts(images);
    int perPart = groups * blocks;
    long work =
        (long) images
            * groups
            * filters
            * outHeight
            * outWidth
            * channels
            * geometry.kernel().area();
    workers.run(
        parts * perPart,
        work,
        planesCount() + positions.length * paddedFilters,
        (task, scratch) -> {
          int part = task / perPart;
          int group = task % perPart / blocks;
          int block = task % blocks;
          int at = task * paddedTerms * paddedFilters;
          Arrays.fill(partial, at, at + paddedTerms * paddedFilters, 0);
          int end = (int) ((long) images * (part + 1) / parts);
          for (int n = (int) ((long) images * part / parts); n < end; n++) {
            for (int row = 0; row < outHeight; row += bandRows) {
              addBand(n * groups + group, block, row, dy, x, partial, at, scratch);
            }
          }
        });
    int pieces = Math.ceilDiv(paddedTerms, TERMS_ADDED);
    workers.run(
        perPart * pieces,
        (long) parts * dw.length,
        paddedFilters,
        (task, scratch) -> {
          int first = task % pieces * TERMS_ADDED;
          addParts(task / pieces, first, parts, partial, scratch, dw);
        });
  }

  private int planesCount() {
    return blockChannels * planeHeight * planeWidth;
  }

  /** Adds what one band of rows of one image brings to one block of terms. */
  private void addBand(
      int image,
      int block,
      int firstRow,
      float[] dy,
      float[] x,
      float[] partial,
      int at,
      float[] scratch) {
    int count = Math.min(bandRows, outHeight - firstRow) * outWidth;
    int dyAt = planesCount();
    copyPlanes(x, image, block, firstRow, scratch);
    turn(dy, image * filters * outHeight * outWidth + firstRow * outWidth, count, scratch, dyAt);
    for (int filter = 0; filter < filters; filter += micro.columns()) {
      for (int term = 0; term < paddedTerms; term += micro.rows()) {
        micro.gather(
            count,
            scratch,
            0,
            rowOffsets,
            term,
            positions,
            scratch,
            dyAt + filter * count,
            partial,
            at + term * paddedFilters + filter,
            paddedFilters);
      }
    }
  }

  /** Copies the rows that a band needs, zeros around them. */
  private void copyPlanes(float[] x, int image, int block, int firstRow, float[] planes) {
    int top = firstRow * geometry.stride().height() - geometry.padding().height();
    int left = geometry.padding().width();
    int inside = Math.clamp(planeWidth - left, 0, width);
    int at = 0;
    for (int c = block * blockChannels; c < (block + 1) * blockChannels; c++) {
      for (int row = top; row < top + planeHeight; row++, at += planeWidth) {
        if (row < 0 || row >= height || c >= channels) {
          Arrays.fill(planes, at, at + planeWidth, 0);
        } else {
          int from = ((image * channels + c) * height + row) * width;
          Arrays.fill(planes, at, at + Math.min(left, planeWidth), 0);
          System.arraycopy(x, from, planes, at + Math.min(left, planeWidth), inside);
          Arrays.fill(planes, at + Math.min(left, planeWidth) + inside, at + planeWidth, 0);
        }
      }
    }
  }

  /** Lays out the gradient of {@code count} output pixels pixel by pixel, panel by panel. */
  private void turn(float[] dy, int from, int count, float[] into, int at) {
    int panel = micro.columns();
    int plane = outHeight * outWidth;
    for (int first = 0; first < filters; first += panel, at += count * panel) {
      int used = Math.min(panel, filters - first);
      if (used < panel) {
        Arrays.fill(into, at, at + count * panel, 0);
      }
      int source = from + first * plane;
      int filter = 0;
      for (; filter + 3 < used; filter += 4) {
        turnFour(dy, source + filter * plane, plane, count, into, at + filter, panel);
      }
      for (; filter < used; filter++) {
        for (int p = 0; p < count; p++) {
          into[at + filter + p * panel] = dy[source + filter * plane + p];
        }
      }
    }
  }

  /** Four filters at a time, so that what is written stands together. */
  private static void turnFour(
      float[] dy, int from, int plane, int count, float[] into, int at, int panel) {
    for (int p = 0; p < count; p++) {
      into[at + p * panel] = dy[from + p];
      into[at + p * panel + 1] = dy[from + plane + p];
      into[at + p * panel + 2] = dy[from + 2 * plane + p];
      into[at + p * panel + 3] = dy[from + 3 * plane + p];
    }
  }

  /** Adds up the parts of a few terms of one block and puts the sums where they belong. */
  private void addParts(
      int block, int firstTerm, int parts, float[] partial, float[] sums, float[] dw) {
    int area = geometry.kernel().area();
    int firstChannel = block % blocks * blockChannels;
    int terms = Math.min(blockChannels, channels - firstChannel) * area;
    int firstFilter = block / blocks * filters;
    int partStride = groups * blocks * paddedTerms * paddedFilters;
    for (int term = firstTerm; term < Math.min(firstTerm + TERMS_ADDED, terms); term++) {
      int from = (block * paddedTerms + term) * paddedFilters;
      System.arraycopy(partial, from, sums, 0, paddedFilters);
      for (int part = 1; part < parts; part++) {
        addTo(sums, partial, from + part * partStride, paddedFilters);
      }
      for (int filter = 0; filter < filters; filter++) {
        dw[((firstFilter + filter) * channels + firstChannel) * area + term] = sums[filter];
      }
    }
  }

  private static void addTo(float[] sums, float[] values, int from, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += values[from + i];
    }
  }
}
