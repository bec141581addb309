package dev.conv4j.cpu;

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
 * <p>The batch is taken in chunks of rows of tiles, so that what is transformed stays in the
 * caches; the size of a chunk depends on the shapes alone, and the chunks are added in order. The
 * sums are taken by blocks of filters and channels, and if one chunk is all, they are never written
 * as a whole.
 */
final class WinogradGradient implements WeightGradientPlan {
  /** The most floats of transformed patches and tiles at a time. */
  private static final int CHUNK = 5 << 19;

  /** Tiles summed at a time, so that what a product reads stays in the nearest cache. */
  private static final int TERM_BLOCK = 256;

  /** With as many channels or filters as this, blocks are twice as large. */
  private static final int MANY = 256;

  private static final int FILTER_BLOCK = 16;
  private static final int CHANNEL_BLOCK = 32;

  private final MicroKernel micro;
  private final WinogradLines lines;
  private final int channels;
  private final int filters;
  private final int rowsPerImage;
  private final int perRow;
  private final WinogradStrips patches;
  private final WinogradStrips tiles;
  private final int channelBlock;
  private final int channelBlocks;
  private final int filterBlock;
  private final int filterBlocks;

  /** Where the rows of a tile of the micro-kernel stand, and its terms. */
  private final int[] rowOffsets;

  private final int[] termOffsets;

  /** Where a vector of rows of a block of filters stands; see {@link #write}. */
  private final int[] elementOffsets;

  WinogradGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    this.micro = micro;
    this.lines = micro.winograd();
    this.channels = w.intExtent(1);
    this.filters = w.intExtent(0);
    int height = y.intExtent(2);
    int width = y.intExtent(3);
    this.rowsPerImage = Math.ceilDiv(height, TILE);
    this.perRow = Math.ceilDiv(width, TILE);
    this.channelBlock = channels < MANY ? CHANNEL_BLOCK : 2 * CHANNEL_BLOCK;
    this.channelBlocks = Math.ceilDiv(channels, channelBlock);
    this.filterBlock = filters < MANY ? FILTER_BLOCK : 2 * FILTER_BLOCK;
    this.filterBlocks = Math.ceilDiv(filters, filterBlock);
    this.patches =
        new WinogradStrips(
            micro,
            lines::image,
            channels,
            x.intExtent(2),
            x.intExtent(3),
            PATCH,
            g.padding().height(),
            g.padding().width(),
            perRow,
            micro.columns(),
            channelBlock);
    boolean whole = micro.denseRows() % micro.lanes() == 0;
    this.tiles =
        new WinogradStrips(
            micro,
            lines::outputGradient,
            filters,
            height,
            width,
            TILE,
            0,
            0,
            perRow,
            whole ? micro.denseRows() : micro.columns(),
            filterBlock);
    this.rowOffsets = new int[tiles.panelWidth()];
    Arrays.setAll(rowOffsets, row -> row);
    this.termOffsets = new int[TERM_BLOCK];
    Arrays.setAll(termOffsets, term -> term * tiles.panelWidth());
    this.elementOffsets = new int[micro.lanes()];
    Arrays.setAll(elementOffsets, row -> row * channelBlock);
  }

  /** Rows of tiles in a chunk. */
  private int chunk(int images) {
    int planes = patches.panels() * patches.panelWidth() + tiles.panels() * tiles.panelWidth();
    int all = Math.max(images * rowsPerImage, 1);
    return Math.clamp(CHUNK / (ELEMENTS * perRow * planes), 1, all);
  }

  private int sumsAt(int chunk) {
    return patches.count(chunk * perRow) + tiles.count(chunk * perRow);
  }

  private int blockCount() {
    return ELEMENTS * sumStep();
  }

  /** From element to element of a block of sums; no power of two. */
  private int sumStep() {
    return filterBlock * channelBlock + 16;
  }

  @Override
  public long memoryCount(int images) {
    int chunk = chunk(images);
    boolean single = chunk >= images * rowsPerImage;
    return sumsAt(chunk) + (single ? 0 : (long) channelBlocks * filterBlocks * blockCount());
  }

  @Override
  public void run(Workers workers, int images, float[] dy, float[] x, float[] memory, float[] dw) {
    int end = images * rowsPerImage;
    int chunk = chunk(images);
    boolean single = chunk >= end;
    int sumsAt = sumsAt(chunk);
    int finishCount = (3 * PATCH + 9) * channelBlock;
    for (int first = 0; first == 0 || first < end; first += chunk) {
      int count = Math.min(chunk, end - first);
      boolean isFirst = first == 0;
      boolean isLast = first + chunk >= end;
      transform(workers, first, count, chunk, x, dy, memory);
      workers.run(
          filterBlocks * channelBlocks,
          (long) count * perRow * ELEMENTS * channels * filters,
          finishCount + blockCount(),
          (task, scratch) -> {
            float[] sums = single ? scratch : memory;
            int at = single ? finishCount : sumsAt + task * blockCount();
            if (isFirst) {
              Arrays.fill(sums, at, at + blockCount(), 0);
            }
            multiply(task, count * perRow, chunk, memory, sums, at);
            if (isLast) {
              finish(task, sums, at, dw, scratch);
            }
          });
    }
  }

  /** Transforms the patches and tiles of some rows of tiles. */
  private void transform(
      Workers workers, int first, int count, int chunk, float[] x, float[] dy, float[] memory) {
    int tilesAt = patches.count(chunk * perRow);
    workers.run(
        count,
        (long) count * ELEMENTS * perRow * (channels + filters),
        Math.max(patches.scratchCount(), tiles.scratchCount()),
        (task, scratch) -> {
          int image = (first + task) / rowsPerImage;
          int row = (first + task) % rowsPerImage;
          int at = task * perRow;
          patches.transform(image, row, x, memory, 0, at, chunk * perRow, scratch);
          tiles.transform(image, row, dy, memory, tilesAt, at, chunk * perRow, scratch);
        });
  }

  /** Adds a chunk's products of one block of filters and channels. */
  private void multiply(int task, int count, int chunk, float[] memory, float[] sums, int at) {
    int panelTiles = chunk * perRow;
    int channelBlockAt = task % channelBlocks;
    int filterBlockAt = task / channelBlocks;
    int patchesAt = channelBlockAt * patches.blockCount(panelTiles);
    int tilesAt = patches.count(panelTiles) + filterBlockAt * tiles.blockCount(panelTiles);
    int channelPanels =
        Math.min(patches.blockPanels(), patches.panels() - channelBlockAt * patches.blockPanels());
    int filterPanels =
        Math.min(tiles.blockPanels(), tiles.panels() - filterBlockAt * tiles.blockPanels());
    for (int element = 0; element < ELEMENTS; element++) {
      int rightAt = patchesAt + element * patches.elementStep(panelTiles);
      int leftAt = tilesAt + element * tiles.elementStep(panelTiles);
      for (int term = 0; term < count; term += TERM_BLOCK) {
        int terms = Math.min(TERM_BLOCK, count - term);
        for (int c = 0; c < channelPanels; c++) {
          int right = rightAt + (c * panelTiles + term) * patches.panelWidth();
          int to = at + element * sumStep() + c * patches.panelWidth();
          int left = leftAt + term * tiles.panelWidth();
          for (int k = 0; k < filterPanels; k += 2) {
            int next = left + panelTiles * tiles.panelWidth();
            int out = to + k * tiles.panelWidth() * channelBlock;
            if (k + 1 < filterPanels) {
              addTwo(terms, memory, left, next, right, sums, out);
            } else {
              add(terms, memory, left, right, sums, out);
            }
            left = next + panelTiles * tiles.panelWidth();
          }
        }
      }
    }
  }

  /** Adds the products of two panels of filters and one of channels. */
  private void addTwo(
      int terms, float[] memory, int left, int next, int right, float[] sums, int out) {
    if (tiles.panelWidth() == micro.denseRows()) {
      micro.denseTwo(
          terms, memory, left, next, memory, right, micro.columns(), sums, out, channelBlock);
    } else {
      add(terms, memory, left, right, sums, out);
      add(terms, memory, next, right, sums, out + tiles.panelWidth() * channelBlock);
    }
  }

  /** Adds the products of one panel of filters and one of channels. */
  private void add(int terms, float[] memory, int left, int right, float[] sums, int out) {
    if (tiles.panelWidth() == micro.denseRows()) {
      micro.dense(terms, memory, left, memory, right, micro.columns(), sums, out, channelBlock);
      return;
    }
    for (int row = 0; row < tiles.panelWidth(); row += micro.rows()) {
      micro.gather(
          terms,
          memory,
          left,
          rowOffsets,
          row,
          termOffsets,
          memory,
          right,
          sums,
          out + row * channelBlock,
          channelBlock);
    }
  }

  /** Transforms one block of sums back. */
  private void finish(int task, float[] sums, int at, float[] dw, float[] scratch) {
    int firstFilter = task / channelBlocks * filterBlock;
    int firstChannel = task % channelBlocks * channelBlock;
    int weights = 3 * PATCH * channelBlock;
    for (int k = 0; k < Math.min(filterBlock, filters - firstFilter); k++) {
      for (int i = 0; i < PATCH; i++) {
        lines.filterGradient(
            sums,
            at + k * channelBlock + i * sumStep(),
            PATCH * sumStep(),
            scratch,
            i * channelBlock,
            PATCH * channelBlock,
            channelBlock);
      }
      for (int i = 0; i < 3; i++) {
        lines.filterGradient(
            scratch,
            i * PATCH * channelBlock,
            channelBlock,
            scratch,
            weights + i * 3 * channelBlock,
            channelBlock,
            channelBlock);
      }
      int to = ((firstFilter + k) * channels + firstChannel) * 9;
      write(scratch, weights, Math.min(channelBlock, channels - firstChannel), dw, to);
    }
  }

  /** Writes the nine weights of {@code count} channels, which stand row by row. */
  private void write(float[] weights, int at, int count, float[] dw, int to) {
    int lanes = micro.lanes();
    int whole = count / lanes * lanes;
    int element = 0;
    for (; element + lanes <= 9; element += lanes) {
      int from = at + element * channelBlock;
      lines.turn(weights, from, elementOffsets, whole, dw, to + element, 9);
    }
    for (int e = 0; e < 9; e++) {
      for (int channel = e < element ? whole : 0; channel < count; channel++) {
        dw[to + channel * 9 + e] = weights[at + e * channelBlock + channel];
      }
    }
  }
}
