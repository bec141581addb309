package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.BLOCK;
import static dev.conv4j.cpu.WinogradTiles.ELEMENTS;
import static dev.conv4j.cpu.WinogradTiles.LINE;
import static dev.conv4j.cpu.WinogradTiles.PATCH;
import static dev.conv4j.cpu.WinogradTiles.TILE;

import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Winograd} convolution does with one block of tiles: its patches are transformed,
 * multiplied by panels of transformed filters, and the products are transformed back.
 */
final class WinogradProducts {
  /** Filters whose products are transformed back together; divides the rows of a panel. */
  private static final int STORED = 4;

  /** Floats of scratch memory that a transform takes, there or back. */
  static final int WORK =
      Math.max(2 * PATCH * LINE + ELEMENTS * 2 * BLOCK, (PATCH + TILE) * TILE * STORED * BLOCK);

  private final MicroKernel micro;
  private final WinogradLines lines;
  private final int channels;
  private final int filters;
  private final int imagePlane;
  private final int outPlane;
  private final WinogradTiles tiles;

  /** Floats of one element of a panel of filters. */
  private final int panelCount;

  /**
   * @param image images that are read, {@code out} those that are written
   * @param above how many rows above its tile a patch begins, {@code before} how many columns
   *     before
   */
  WinogradProducts(
      MicroKernel micro, Shape image, Shape out, int above, int before, int panelCount) {
    this.micro = micro;
    this.lines = micro.winograd();
    this.channels = image.intExtent(1);
    this.filters = out.intExtent(1);
    int height = image.intExtent(2);
    int width = image.intExtent(3);
    int outHeight = out.intExtent(2);
    int outWidth = out.intExtent(3);
    this.imagePlane = height * width;
    this.outPlane = outHeight * outWidth;
    this.tiles = new WinogradTiles(height, width, outHeight, outWidth, above, before);
    this.panelCount = panelCount;
  }

  /** Tiles of so many images. */
  int tiles(int images) {
    return images * tiles.perImage();
  }

  /** Blocks of so many images. */
  int blocks(int images) {
    return tiles.blocks(images);
  }

  /** One block of so many images. */
  WinogradTiles.Block block(int index, int images) {
    return tiles.block(index, images, channels * imagePlane, filters * outPlane);
  }

  /** From element to element of a block's patches; no power of two. */
  int patchStep() {
    return channels * BLOCK + 16;
  }

  /**
   * From element to element of the products of a block of tiles and so many panels; no power of
   * two.
   */
  int productStep(int panels) {
    return panels * micro.denseRows() * BLOCK + 16;
  }

  /**
   * Transforms the patches of some channels of a block. Runs are written in whole vectors, what is
   * too much is overwritten by the next run or channel; the last channel, which has none behind it,
   * takes a way around.
   */
  void transform(
      WinogradTiles.Block block,
      int first,
      int end,
      float[] source,
      float[] into,
      int to,
      float[] scratch,
      int at) {
    int between = at + PATCH * LINE;
    int last = between + PATCH * LINE;
    int count = Math.ceilDiv(block.lineCount(), micro.lanes()) * micro.lanes();
    WinogradTiles.clear(scratch, at);
    for (int c = first; c < end; c++) {
      block.read(source, c * imagePlane, scratch, at);
      lines.image(scratch, at, LINE, scratch, between, LINE, count);
      if (c < end - 1) {
        transformRows(block, scratch, between, into, to + c * BLOCK, patchStep());
      } else {
        transformRows(block, scratch, between, scratch, last, 2 * BLOCK);
        for (int e = 0; e < ELEMENTS; e++) {
          System.arraycopy(
              scratch, last + e * 2 * BLOCK, into, to + e * patchStep() + c * BLOCK, BLOCK);
        }
      }
    }
  }

  private void transformRows(
      WinogradTiles.Block block, float[] scratch, int from, float[] into, int to, int step) {
    for (int run = 0; run < block.runs(); run++) {
      int place = from + block.place(run);
      int first = to + block.first(run);
      lines.imageRows(scratch, place, LINE, into, first, step, block.count(run));
    }
  }

  /** The fewest panels that are multiplied at full speed. */
  int panelsAtOnce() {
    return micro.panelsAtOnce();
  }

  /** Adds the products of one element of so many panels of filters and a block's patches. */
  void multiply(
      int panels,
      float[] packed,
      int packedAt,
      float[] patches,
      int patchesAt,
      float[] products,
      int to) {
    int rowsCount = micro.denseRows() * BLOCK;
    for (int panel = 0; panel < panels; panel += 2) {
      int from = packedAt + panel * panelCount;
      int next = from + panelCount;
      for (int column = 0; column < BLOCK; column += micro.columns()) {
        int right = patchesAt + column;
        int out = to + panel * rowsCount + column;
        if (panel + 1 < panels) {
          micro.denseTwo(channels, packed, from, next, patches, right, BLOCK, products, out, BLOCK);
        } else {
          micro.dense(channels, packed, from, patches, right, BLOCK, products, out, BLOCK);
        }
      }
    }
  }

  /**
   * Clears room for the products of so many panels. Products of element (1, 1) count once in every
   * output: they start with the bias.
   */
  void clear(float[] scratch, int at, int firstPanel, int panels, float @Nullable [] bias) {
    int step = productStep(panels);
    Arrays.fill(scratch, at, at + ELEMENTS * step, 0);
    if (bias != null) {
      int first = firstPanel * micro.denseRows();
      int center = at + (PATCH + 1) * step;
      for (int k = 0; k < Math.min(panels * micro.denseRows(), filters - first); k++) {
        int from = center + k * BLOCK;
        Arrays.fill(scratch, from, from + BLOCK, bias[first + k]);
      }
    }
  }

  /** Transforms the products of so many panels back, and does to the outputs what is to be done. */
  void store(
      WinogradTiles.Block block,
      int firstPanel,
      int panels,
      float[] scratch,
      int productsAt,
      int at,
      float[] out,
      Finish finish) {
    int step = productStep(panels);
    int columns = TILE * STORED * BLOCK;
    int outputs = at + PATCH * columns;
    int firstFilter = firstPanel * micro.denseRows();
    int count = Math.min(panels * micro.denseRows(), filters - firstFilter);
    for (int k = 0; k < count; k += STORED) {
      int from = productsAt + k * BLOCK;
      for (int i = 0; i < PATCH; i++) {
        lines.output(
            scratch,
            from + i * step,
            PATCH * step,
            scratch,
            at + i * columns,
            STORED * BLOCK,
            STORED * BLOCK);
      }
      lines.outputRow(scratch, at, columns, scratch, outputs, columns);
      for (int filter = k; filter < Math.min(k + STORED, count); filter++) {
        int first = outputs + (filter - k) * BLOCK * TILE;
        int plane = (firstFilter + filter) * outPlane;
        block.write(scratch, first, STORED * BLOCK * TILE, out, plane);
        if (!finish.isNothing()) {
          block.finish(finish, out, plane);
        }
      }
    }
  }
}
