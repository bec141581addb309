package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.BLOCK;
import static dev.conv4j.cpu.WinogradTiles.ELEMENTS;
import static dev.conv4j.cpu.WinogradTiles.PATCH;
import static dev.conv4j.cpu.WinogradTiles.TILE;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;

/**
 * The gradient of a {@link Winograd} convolution by its filters: patches of the image and tiles of
 * the output's gradient are transformed, multiplied element by element and summed over the tiles
 * (36 matrix products), and the sums are transformed back to filters.
 *
 * <p>The batch is taken in chunks of tiles, so that what is transformed stays in the caches; the
 * size of a chunk depends on the shapes alone, and the chunks are added in order.
 */
final class WinogradGradient implements WeightGradientPlan {
  /** The most floats of transformed patches and tiles at a time. */
  private static final int CHUNK = 1 << 20;

  /** Tiles summed at a time, so that what a product reads stays in the nearest cache. */
  private static final int TERM_BLOCK = 192;

  private final MicroKernel micro;
  private final WinogradLines lines;
  private final int channels;
  private final int filters;
  private final int imagePlane;
  private final int outPlane;

  /** Channels, or filters, that stand side by side. */
  private final int width;

  private final int channelPanels;
  private final int filterPanels;
  private final WinogradTiles patches;
  private final WinogradTiles tiles;
  private final int[] rowOffsets;
  private final int[] offsets;

  WinogradGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    this.micro = micro;
    this.lines = micro.winograd();
    this.channels = w.intExtent(1);
    this.filters = w.intExtent(0);
    this.imagePlane = x.intExtent(2) * x.intExtent(3);
    int height = y.intExtent(2);
    int columns = y.intExtent(3);
    this.outPlane = height * columns;
    this.width = micro.columns();
    this.channelPanels = Math.ceilDiv(channels, width);
    this.filterPanels = Math.ceilDiv(filters, width);
    this.patches =
        new WinogradTiles(
            x.intExtent(2),
            x.intExtent(3),
            height,
            columns,
            PATCH,
            g.padding().height(),
            g.padding().width());
    this.tiles = new WinogradTiles(height, columns, height, columns, TILE, 0, 0);
    this.rowOffsets = new int[width];
    Arrays.setAll(rowOffsets, row -> row);
    this.offsets = new int[TERM_BLOCK];
    Arrays.setAll(offsets, term -> term * width);
  }

  /** Tiles in a chunk: whole blocks. */
  private int chunk(int images) {
    int perTile = ELEMENTS * width * (channelPanels + filterPanels);
    int all = Math.ceilDiv(Math.max(images * tiles.perImage(), 1), BLOCK) * BLOCK;
    return Math.min(all, Math.max(CHUNK / perTile / BLOCK, 2) * BLOCK);
  }

  @Override
  public long memoryCount(int images) {
    return (long) chunk(images) * ELEMENTS * width * (channelPanels + filterPanels) + sumsCount();
  }

  private long sumsCount() {
    return (long) ELEMENTS * channelPanels * width * filters();
  }

  /** Filters, filled up to whole tiles of the micro-kernel. */
  private int filters() {
    return filterPanels * width;
  }

  @Override
  public void run(Workers workers, int images, float[] dy, float[] x, float[] memory, float[] dw) {
    int end = images * tiles.perImage();
    int chunk = chunk(images);
    int sumsAt = chunk * ELEMENTS * width * (channelPanels + filterPanels);
    Arrays.fill(memory, sumsAt, sumsAt + (int) sumsCount(), 0);
    for (int first = 0; first < end; first += chunk) {
      int start = first;
      int count = Math.min(chunk, end - first);
      workers.run(
          Math.ceilDiv(count, BLOCK),
          (long) count * ELEMENTS * width * (channelPanels + filterPanels),
          (PATCH + PATCH) * PATCH * width,
          (task, scratch) ->
              transform(start + task * BLOCK, end, task * BLOCK, chunk, x, dy, memory, scratch));
      workers.run(
          ELEMENTS * channelPanels,
          (long) count * ELEMENTS * channels * filters,
          0,
          (task, scratch) -> multiply(task, count, chunk, memory, sumsAt));
    }
    workers.run(
        filters,
        sumsCount(),
        (3 * PATCH + 9) * width,
        (filter, scratch) -> finish(filter, memory, sumsAt, dw, scratch));
  }

  /** Transforms one block of tiles of all channels, then of all filters. */
  private void transform(
      int first,
      int end,
      int place,
      int chunk,
      float[] x,
      float[] dy,
      float[] memory,
      float[] scratch) {
    WinogradTiles.Block patch = patches.block(first, end, channels * imagePlane);
    WinogradTiles.Block tile = tiles.block(first, end, filters * outPlane);
    int step = chunk * width;
    int count = Math.min(BLOCK, end - first);
    for (int t = 0; t < count; t++) {
      for (int panel = 0; panel < channelPanels; panel++) {
        int channel = panel * width;
        int used = Math.min(width, channels - channel);
        patch.readAcross(t, x, channel * imagePlane, imagePlane, used, width, scratch);
        int to = panel * step + (place + t) * width;
        transformPatch(scratch, memory, to, channelPanels * step);
      }
    }
    int gradientAt = ELEMENTS * channelPanels * step;
    for (int t = 0; t < count; t++) {
      for (int panel = 0; panel < filterPanels; panel++) {
        int filter = panel * width;
        int used = Math.min(width, filters - filter);
        tile.readAcross(t, dy, filter * outPlane, outPlane, used, width, scratch);
        int to = gradientAt + panel * step + (place + t) * width;
        transformTile(scratch, memory, to, filterPanels * step);
      }
    }
  }

  private void transformPatch(float[] scratch, float[] into, int to, int step) {
    int between = ELEMENTS * width;
    int row = PATCH * width;
    for (int i = 0; i < PATCH; i++) {
      lines.image(scratch, i * width, row, scratch, between + i * width, row, width);
    }
    for (int i = 0; i < PATCH; i++) {
      lines.image(scratch, between + i * row, width, into, to + i * PATCH * step, step, width);
    }
  }

  private void transformTile(float[] scratch, float[] into, int to, int step) {
    int between = ELEMENTS * width;
    int row = TILE * width;
    for (int i = 0; i < TILE; i++) {
      lines.outputGradient(scratch, i * width, row, scratch, between + i * width, row, width);
    }
    for (int i = 0; i < PATCH; i++) {
      lines.outputGradient(
          scratch, between + i * row, width, into, to + i * PATCH * step, step, width);
    }
  }

  /** Adds a chunk's products of one element and one panel of channels with all filters. */
  private void multiply(int task, int count, int chunk, float[] memory, int sumsAt) {
    int element = task / channelPanels;
    int step = chunk * width;
    int right = task * step;
    int left = (ELEMENTS * channelPanels + element * filterPanels) * step;
    for (int term = 0; term < count; term += TERM_BLOCK) {
      int terms = Math.min(TERM_BLOCK, count - term);
      for (int filter = 0; filter < filters; filter += micro.rows()) {
        micro.gather(
            terms,
            memory,
            left + filter / width * step + term * width,
            rowOffsets,
            filter % width,
            offsets,
            memory,
            right + term * width,
            memory,
            sumsAt + (task * filters() + filter) * width,
            width);
      }
    }
  }

  /** Transforms the sums of one filter back. */
  private void finish(int filter, float[] memory, int sumsAt, float[] dw, float[] scratch) {
    int step = channelPanels * filters() * width;
    int weights = 3 * PATCH * width;
    for (int panel = 0; panel < channelPanels; panel++) {
      int from = sumsAt + (panel * filters() + filter) * width;
      for (int i = 0; i < PATCH; i++) {
        lines.filterGradient(
            memory, from + i * step, PATCH * step, scratch, i * width, PATCH * width, width);
      }
      for (int i = 0; i < 3; i++) {
        lines.filterGradient(
            scratch, i * PATCH * width, width, scratch, weights + i * 3 * width, width, width);
      }
      int first = panel * width;
      for (int lane = 0; lane < Math.min(width, channels - first); lane++) {
        int to = (filter * channels + first + lane) * 9;
        for (int e = 0; e < 9; e++) {
          dw[to + e] = scratch[weights + e * width + lane];
        }
      }
    }
  }
}
