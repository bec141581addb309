package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution by its input, for filters that are large beside the image: what the
 * output's gradient and one kernel element bring, a product over the filters, is added where the
 * element stood. A {@link Correlation} would mostly multiply with the zeros around the output.
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

  /** Where each filter's plane starts in the output's gradient. */
  private final int[] offsets;

  Spreading(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry geometry) {
    this.micro = micro;
    this.geometry = geometry;
    this.filters = w.intExtent(0) / geometry.groups();
    this.channels = w.intExtent(1);
    this.height = x.intExtent(2);
    this.width = x.intExtent(3);
    this.tileRows = micro.rows(channels);
    this.outHeight = y.intExtent(2);
    this.outWidth = y.intExtent(3);
    this.runsPerRow = Math.ceilDiv(outWidth, micro.lanes());
    this.sourcePitch = runsPerRow * micro.lanes();
    this.pitch = sourcePitch + (int) geometry.extentWidth() - 1;
    this.planeHeight = outHeight + (int) geometry.extentHeight() - 1;
    this.offsets = new int[filters];
    Arrays.setAll(offsets, filter -> filter * outHeight * sourcePitch);
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

  @Override
  public long packedCount() {
    return (long) geometry.groups() * geometry.kernel().area() * paddedChannels() * filters;
  }

  private int paddedChannels() {
    return Math.ceilDiv(channels, tileRows) * tileRows;
  }

  /**
   * Packs the weights kernel element by kernel element, in an element panel by panel of channels,
   * in a panel filter by filter; channels that do not exist are zeros.
   */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int area = geometry.kernel().area();
    int panel = tileRows;
    int to = 0;
    for (int group = 0; group < geometry.groups(); group++) {
      for (int element = 0; element < area; element++) {
        for (int channel = 0; channel < channels; channel += panel) {
          for (int filter = group * filters; filter < (group + 1) * filters; filter++) {
            for (int c = channel; c < channel + panel; c++) {
              packed[to++] = c < channels ? w[(filter * channels + c) * area + element] : 0;
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
    int resultAt = filters * outHeight * sourcePitch;
    int resultCount = channels * planeHeight * pitch;
    workers.run(
        images * groups,
        work,
        resultAt + resultCount,
        (task, scratch) -> {
          copySource(dy, task * filters * outHeight * outWidth, scratch);
          Arrays.fill(scratch, resultAt, resultAt + resultCount, 0);
          for (int element = 0; element < area; element++) {
            int left = (task % groups * area + element) * paddedChannels() * filters;
            spread(packed, left, element, scratch, resultAt);
          }
          store(scratch, resultAt, dx, task * channels * height * width);
        });
  }

  private void copySource(float[] dy, int from, float[] scratch) {
    for (int row = 0; row < filters * outHeight; row++) {
      int to = row * sourcePitch;
      System.arraycopy(dy, from + row * outWidth, scratch, to, outWidth);
      Arrays.fill(scratch, to + outWidth, to + sourcePitch, 0);
    }
  }

  /** Adds what one kernel element brings to all channels. */
  private void spread(float[] packed, int left, int element, float[] scratch, int resultAt) {
    int lanes = micro.lanes();
    int runs = outHeight * runsPerRow;
    int kernelWidth = geometry.kernel().width();
    int corner =
        resultAt
            + element / kernelWidth * geometry.dilation().height() * pitch
            + element % kernelWidth * geometry.dilation().width();
    for (int channel = 0; channel < channels; channel += tileRows) {
      int to = corner + channel * planeHeight * pitch;
      int rows = Math.min(tileRows, channels - channel);
      for (int run = 0; run < runs; run += 2) {
        int next = Math.min(run + 1, runs - 1);
        for (int block = 0; block < filters; block += TERM_BLOCK) {
          micro.slide(
              tileRows,
              Math.min(TERM_BLOCK, filters - block),
              packed,
              left + channel * filters + block * tileRows,
              scratch,
              run * lanes,
              next * lanes,
              offsets,
              block,
              null,
              0,
              scratch,
              to + run / runsPerRow * pitch + run % runsPerRow * lanes,
              to + next / runsPerRow * pitch + next % runsPerRow * lanes,
              planeHeight * pitch,
              rows);
        }
      }
    }
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
