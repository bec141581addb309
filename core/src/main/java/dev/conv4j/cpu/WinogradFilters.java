package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.PATCH;

import java.util.Arrays;

/**
 * The transformed filters of a {@link Winograd} convolution, in panels of {@link
 * MicroKernel#denseRows} filters: in a panel channel by channel.
 */
final class WinogradFilters {
  /** Vectors of filters that are transformed at a time. */
  private static final int VECTORS = 16;

  private final MicroKernel micro;
  private final WinogradLines lines;
  private final int channels;
  private final int filters;
  private final int filterStride;
  private final int channelStride;
  private final boolean flipped;

  /** Where the weights of a vector of filters stand, from the first's. */
  private final int[] offsets;

  private final int panels;
  private final int panelCount;

  /**
   * @param filterStride from filter to filter, {@code channelStride} from channel to channel
   * @param flipped whether each filter is turned by half a turn
   */
  WinogradFilters(
      MicroKernel micro,
      int channels,
      int filters,
      int filterStride,
      int channelStride,
      boolean flipped) {
    this.micro = micro;
    this.lines = micro.winograd();
    this.channels = channels;
    this.filters = filters;
    this.filterStride = filterStride;
    this.channelStride = channelStride;
    this.flipped = flipped;
    int lanes = micro.lanes();
    this.offsets = new int[lanes];
    Arrays.setAll(offsets, this::offset);
    this.panels = Math.ceilDiv(filters, micro.denseRows());
    this.panelCount = Math.ceilDiv(channels * micro.denseRows(), lanes) * lanes;
  }

  /** The number of panels. */
  int panels() {
    return panels;
  }

  /** Floats of one element of a panel. */
  int panelCount() {
    return panelCount;
  }

  /** Floats of scratch memory that {@link #transform} takes. */
  int scratchCount() {
    return (9 + 3 * PATCH) * VECTORS * micro.lanes();
  }

  /** Where the weights of a place in the first panel stand. */
  private int offset(int place) {
    int rows = micro.denseRows();
    return place % rows * filterStride + place / rows * channelStride;
  }

  /**
   * Transforms one panel.
   *
   * @param into where its first element goes, from {@code to}, each further one {@code step} behind
   */
  void transform(
      int panel, float[] w, float[] into, int to, int step, float[] scratch, int scratchAt) {
    int lanes = micro.lanes();
    for (int at = 0; at < panelCount; at += VECTORS * lanes) {
      int count = Math.min(VECTORS * lanes, panelCount - at);
      for (int place = 0; place < count; place += lanes) {
        read(w, panel * micro.denseRows(), at + place, scratch, scratchAt + place, count);
      }
      int columns = scratchAt + 9 * count;
      for (int column = 0; column < 3; column++) {
        lines.filter(
            scratch,
            scratchAt + column * count,
            3 * count,
            scratch,
            columns + column * count,
            3 * count,
            count);
      }
      for (int row = 0; row < PATCH; row++) {
        int from = columns + row * 3 * count;
        lines.filter(scratch, from, count, into, to + row * PATCH * step + at, step, count);
      }
    }
  }

  /** Reads one vector of filters, zeros for those that do not exist. */
  private void read(float[] w, int firstFilter, int at, float[] into, int to, int step) {
    int rows = micro.denseRows();
    int lanes = micro.lanes();
    int from = firstFilter * filterStride;
    if (firstFilter + rows <= filters && at + lanes <= channels * rows) {
      int first = flipped ? to + 8 * step : to;
      lines.turn(w, from + offset(at), offsets, 9, into, first, flipped ? -step : step);
      return;
    }
    for (int lane = 0; lane < lanes; lane++) {
      int place = at + lane;
      boolean there = place < channels * rows && firstFilter + place % rows < filters;
      for (int e = 0; e < 9; e++) {
        int element = flipped ? 8 - e : e;
        into[to + e * step + lane] = there ? w[from + offset(place) + element] : 0;
      }
    }
  }

  /**
   * Floats from element to element of so many panels; more than a power of two, so that elements do
   * not share the same few lines of a cache.
   */
  int step(int panels) {
    return panels * panelCount + 16;
  }
}
