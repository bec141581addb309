package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;

/**
 * The gradient of a {@link Depthwise} convolution by its filters. The output's gradient is laid out
 * as wide as the copy of the image, zeros between its rows, so that each tap is one dot product of
 * two long rows. A pixel that is not finite may therefore reach taps at the border that do not see
 * it.
 */
final class DepthwiseGradient implements WeightGradientPlan {
  /** Places in a band of rows, roughly: both copies stay in the nearest cache. */
  private static final int BAND = 2048;

  private final Taps taps;
  private final int channels;
  private final int area;
  private final Axis rows;
  private final Axis columns;
  private final int bandRows;
  private final BorderedPlane copy;

  /** Where each tap meets the first place of a band, the last one repeated to fill a call. */
  private final int[] offsets;

  DepthwiseGradient(MicroKernel micro, Shape x, Shape y, ConvGeometry geometry) {
    this.taps = micro.taps();
    this.channels = geometry.groups();
    this.area = geometry.kernel().area();
    this.rows = Axis.rows(x, y, geometry);
    this.columns = Axis.columns(x, y, geometry);
    this.bandRows = Math.clamp(BAND / (columns.places + columns.overlap()), 1, rows.places);
    this.copy = new BorderedPlane(taps, rows, columns, bandRows);
    int[] real = copy.offsets();
    this.offsets = Arrays.copyOf(real, Math.ceilDiv(area, Taps.TOGETHER) * Taps.TOGETHER);
    Arrays.fill(offsets, area, offsets.length, real[area - 1]);
  }

  @Override
  public long memoryCount(int images) {
    return 1;
  }

  @Override
  public void run(Workers workers, int images, float[] dy, float[] x, float[] memory, float[] dw) {
    int dyAt = copy.count() + taps.columns();
    int sumsAt = dyAt + Math.ceilDiv(bandRows * copy.width(), taps.columns()) * taps.columns();
    int lanes = taps.lanes();
    workers.run(
        channels,
        (long) images * channels * rows.places * columns.places * area,
        sumsAt + offsets.length * lanes,
        (channel, scratch) -> {
          Arrays.fill(scratch, 0, sumsAt + offsets.length * lanes, 0);
          for (int image = 0; image < images; image++) {
            int plane = image * channels + channel;
            for (int row = 0; row < rows.places; row += bandRows) {
              copy.copy(x, plane * rows.source * columns.source, row, scratch);
              int count = copyGradient(dy, plane, row, scratch, dyAt);
              for (int tap = 0; tap < offsets.length; tap += Taps.TOGETHER) {
                int to = sumsAt + tap * lanes;
                taps.products(count, scratch, dyAt, scratch, 0, offsets, tap, scratch, to);
              }
            }
          }
          for (int tap = 0; tap < area; tap++) {
            dw[channel * area + tap] = ChannelSums.fold(scratch, sumsAt + tap * lanes, lanes);
          }
        });
  }

  /** Lays out a band of the output's gradient; returns its length in whole runs. */
  private int copyGradient(float[] dy, int plane, int firstRow, float[] into, int at) {
    int width = copy.width();
    int rowCount = Math.min(bandRows, rows.places - firstRow);
    for (int row = 0; row < rowCount; row++) {
      int to = at + row * width;
      int from = (plane * rows.places + firstRow + row) * columns.places;
      System.arraycopy(dy, from, into, to, columns.places);
    }
    int count = Math.ceilDiv(rowCount * width, taps.columns()) * taps.columns();
    Arrays.fill(into, at + rowCount * width, at + count, 0);
    return count;
  }
}
