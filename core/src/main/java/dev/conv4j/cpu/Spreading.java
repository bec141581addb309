package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution by its input, for filters that are large beside the image: what the
 * output's gradient and one column of the kernel bring, a product over the filters and those rows
 * of the kernel that reach the output, is added where the column stood. A {@link Correlation} would
 * mostly multiply with the zeros around the output.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Spreading implements SlidingPlan {
  /** Terms multiplied at a time, so that what a tile reads stays in the nearest cache. */
  private static final int TERM_BLOCK = 256;

  /** With fewer filters the sums are too short to be worth it. */
  private static final int LEAST_FILTERS = 16;

  /** The most scratch memory, in floats: a task takes a whole image. */
  private static final long MOST_SCRATCH = 1 << 16;

  private final MicroKernel micro;
  private final ConvGeometry geometry;
  private final int filters;
  private final int channels;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;
  private final int runsPerRow;
  private final int tileRows;

  /** Floats from row to row of the output's gradient, filled up with zeros to whole runs. */
  private final int sourcePitch;

  /** Floats from row to row of the result, border included. */
  private final int pitch;

  private final int planeHeight;

  /**
   * Where the output's gradient has what a kernel's row and a filter meet, from the row in the
   * result on: kernel row by kernel row.
   */
  private final int[] offsets;

  Spreading(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry geometry) {
    this.micro = micro;
    this.geometry = geometry;
    this.filters = w.intExtent(0) / geometry.groups();
    this.channels = w.intExtent(1);
    this.height = x.intExtent(2);
    this.width = x.intExtent(3);
    this.tileRows = micro.rows(micro.lanes(), channels);
    this.outHeight = y.intExtent(2);
    this.outWidth = y.intExtent(3);
    this.runsPerRow = Math.ceilDiv(outWidth, micro.lanes());
    this.sourcePitch = runsPerRow * micro.lanes();
    this.pitch = sourcePitch + (int) geometry.extentWidth() - 1;
    this.planeHeight = outHeight + (int) geometry.extentHeight() - 1;
    this.offsets = new int[geometry.kernel().height() * filters];
    int dilation = geometry.dilation().height();
    Arrays.setAll(
        offsets,
        term -> (term % filters * sourceHeight() + 1 - term / filters * dilation) * sourcePitch);
  }

  /** Whether this way is the shorter one, by half at least. */
  static boolean suits(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry geometry) {
    int lanes = micro.lanes();
    long filters = w.extent(0) / geometry.groups();
    long there = x.extent(2) * Math.ceilDiv(x.extent(3), lanes);
    long here = y.extent(2) * Math.ceilDiv(y.extent(3), lanes);
    long plane =
        (y.extent(2) + geometry.extentHeight()) * (y.extent(3) + lanes + geometry.extentWidth());
    return geometry.stride().area() == 1
        && filters >= LEAST_FILTERS
        && 2 * there >= 3 * here
        && plane * (filters + w.extent(1)) <= MOST_SCRATCH;
  }

  /** Rows of the output's gradient, with one of zeros before and behind. */
  private int sourceHeight() {
    return outHeight + 2;
  }

  @Override
  public long packedCount() {
    return (long) geometry.groups() * geometry.kernel().area() * paddedChannels() * filters;
  }

  private int paddedChannels() {
    return Math.ceilDiv(channels, tileRows) * tileRows;
  }

  /**
   * Packs the weights kernel column by kernel column, in a column panel by panel of channels, in a
   * panel kernel row by kernel row, in a row filter by filter; channels that do not exist are
   * zeros.
   */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int area = geometry.kernel().area();
    int kernelWidth = geometry.kernel().width();
    int to = 0;
    for (int group = 0; group < geometry.groups(); group++) {
      for (int column = 0; column < kernelWidth; column++) {
        for (int channel = 0; channel < channels; channel += tileRows) {
          for (int element = column; element < area; element += kernelWidth) {
            for (int filter = group * filters; filter < (group + 1) * filters; filter++) {
              for (int c = channel; c < channel + tileRows; c++) {
                packed[to++] = c < channels ? w[(filter * channels + c) * area + element] : 0;
              }
            }
          }
        }
      }
    }
  }

  @Override
  public void run(
      Workers workers,
      int images,
      float[] packed,
      float[] dy,
      float @Nullable [] bias,
      float[] dx) {
    assert bias == null : "a gradient has no bias";
    int area = geometry.kernel().area();
    int groups = geometry.groups();
    long work = (long) images * groups * filters * channels * area * outHeight * outWidth;
    int resultAt = filters * sourceHeight() * sourcePitch;
    int resultCount = channels * planeHeight * pitch;
    workers.run(
        images * groups,
        work,
        resultAt + resultCount,
        (task, scratch) -> {
          copySource(dy, task * filters * outHeight * outWidth, scratch);
          Arrays.fill(scratch, resultAt, resultAt + resultCount, 0);
          int kernelWidth = geometry.kernel().width();
          for (int column = 0; column < kernelWidth; column++) {
            int left = (task % groups * kernelWidth + column) * paddedChannels() * offsets.length;
            int to = resultAt + column * geometry.dilation().width();
            spread(packed, left, scratch, to);
          }
          store(scratch, resultAt, dx, task * channels * height * width);
        });
  }

  private void copySource(float[] dy, int from, float[] scratch) {
    int at = from;
    int to = 0;
    for (int filter = 0; filter < filters; filter++) {
      Runs.fill(scratch, to, sourcePitch, 0);
      to += sourcePitch;
      if (outWidth == sourcePitch) {
        System.arraycopy(dy, at, scratch, to, outHeight * outWidth);
        at += outHeight * outWidth;
        to += outHeight * sourcePitch;
      } else {
        for (int row = 0; row < outHeight; row++, at += outWidth, to += sourcePitch) {
          Runs.copy(dy, at, scratch, to, outWidth);
          Runs.fill(scratch, to + outWidth, sourcePitch - outWidth, 0);
        }
      }
      Runs.fill(scratch, to, sourcePitch, 0);
      to += sourcePitch;
    }
  }

  /** Adds what one column of the kernel brings to all channels. */
  private void spread(float[] packed, int left, float[] scratch, int resultAt) {
    int lanes = micro.lanes();
    int runs = planeHeight * runsPerRow;
    for (int run = 0; run < runs; run += 2) {
      int next = Math.min(run + 1, runs - 1);
      int right0 = run * lanes;
      int right1 = next * lanes;
      int to0 = resultAt + run / runsPerRow * pitch + run % runsPerRow * lanes;
      int to1 = resultAt + next / runsPerRow * pitch + next % runsPerRow * lanes;
      int firstTerm = firstElement(run / runsPerRow) * filters;
      int endTerm = (lastElement(next / runsPerRow) + 1) * filters;
      for (int channel = 0; channel < channels; channel += tileRows) {
        int rows = Math.min(tileRows, channels - channel);
        for (int term = firstTerm; term < endTerm; term += TERM_BLOCK) {
          micro.slide(
              lanes,
              tileRows,
              Math.min(TERM_BLOCK, endTerm - term),
              packed,
              left + channel * offsets.length + term * tileRows,
              scratch,
              right0,
              right1,
              offsets,
              term,
              null,
              0,
              scratch,
              to0 + channel * planeHeight * pitch,
              to1 + channel * planeHeight * pitch,
              planeHeight * pitch,
              rows);
        }
      }
    }
  }

  /** The first row of the kernel that brings something to a row of the result. */
  private int firstElement(int row) {
    return Math.max(Math.ceilDiv(row - outHeight + 1, geometry.dilation().height()), 0);
  }

  private int lastElement(int row) {
    return Math.min(row / geometry.dilation().height(), geometry.kernel().height() - 1);
  }

  /** Puts the result where it belongs, without the border. */
  private void store(float[] scratch, int resultAt, float[] dx, int to) {
    int top = geometry.padding().height();
    int left = geometry.padding().width();
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < height; row++) {
        int at = (channel * planeHeight + row + top) * pitch + left;
        System.arraycopy(scratch, resultAt + at, dx, to, width);
        to += width;
      }
    }
  }
}
