package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.BLOCK;
import static dev.conv4j.cpu.WinogradTiles.ELEMENTS;
import static dev.conv4j.cpu.WinogradTiles.LINE;
import static dev.conv4j.cpu.WinogradTiles.PATCH;
import static dev.conv4j.cpu.WinogradTiles.TILE;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with 3×3 filters one pixel apart by Winograd's F(4×4, 3×3), which takes a quarter of
 * the multiplications: patches and filters are transformed, multiplied element by element and
 * summed over the channels (36 matrix products), and the sums are transformed back; see {@link
 * WinogradLines}. The input gradient is the same with flipped filters.
 *
 * <p>With packed filters a task is a block of tiles, whose transformed patches stay in the caches.
 * With filters that are used once, and fewer tiles than filters, it is a block of filters: they are
 * never transformed as a whole, the patches are.
 *
 * <p>Errors are larger than those of a plain sum; docs/decisions/009-winograd.md states the bound.
 * A NaN or an infinity in a patch makes all of its tile's outputs NaN.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Winograd implements SlidingPlan {
  /** Panels of filters that are multiplied before their products are transformed back. */
  private static final int PANELS = 4;

  /** Blocks of tiles that are multiplied likewise where a task is a block of filters. */
  private static final int BLOCKS = 4;

  /** The most floats of transformed filters in a task, unless one panel takes more. */
  private static final int FILTERS_AT_ONCE = 150_000;

  /** Channels in a task that transforms patches alone. */
  private static final int CHANNELS_AT_ONCE = 32;

  /** Filters whose products are transformed back together; divides the rows of a panel. */
  private static final int STORED = 4;

  /** Floats of scratch memory that a transform takes, there or back. */
  private static final int WORK =
      Math.max(2 * PATCH * LINE + ELEMENTS * 2 * BLOCK, (PATCH + TILE) * TILE * STORED * BLOCK);

  private final MicroKernel micro;
  private final WinogradLines lines;
  private final int channels;
  private final int filters;
  private final int imagePlane;
  private final int outPlane;
  private final WinogradTiles tiles;
  private final WinogradFilters transformed;

  /** From element to element of a block's patches; no power of two. */
  private final int patchStep;

  private Winograd(
      MicroKernel micro, Shape image, Shape out, WinogradTiles tiles, WinogradFilters transformed) {
    this.micro = micro;
    this.lines = micro.winograd();
    this.channels = image.intExtent(1);
    this.filters = out.intExtent(1);
    this.imagePlane = image.intExtent(2) * image.intExtent(3);
    this.outPlane = out.intExtent(2) * out.intExtent(3);
    this.tiles = tiles;
    this.transformed = transformed;
    this.patchStep = channels * BLOCK + 16;
  }

  /** The convolution itself. */
  static Winograd forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int channels = w.intExtent(1);
    return new Winograd(
        micro,
        x,
        y,
        tiles(x, y, g.padding().height(), g.padding().width()),
        new WinogradFilters(micro, channels, w.intExtent(0), 9 * channels, 9, false));
  }

  /** The gradient by the input. */
  static Winograd inputGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int filters = w.intExtent(1);
    return new Winograd(
        micro,
        y,
        x,
        tiles(y, x, 2 - g.padding().height(), 2 - g.padding().width()),
        new WinogradFilters(micro, w.intExtent(0), filters, 9, 9 * filters, true));
  }

  private static WinogradTiles tiles(Shape image, Shape out, int above, int before) {
    return new WinogradTiles(
        image.intExtent(2), image.intExtent(3), out.intExtent(2), out.intExtent(3), above, before);
  }

  @Override
  public long packedCount() {
    return (long) ELEMENTS * transformed.step(transformed.panels());
  }

  /** Transforms the filters: element by element, in an element panel by panel. */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int step = transformed.step(transformed.panels());
    workers.run(
        transformed.panels(),
        packedCount(),
        transformed.scratchCount(),
        (panel, scratch) ->
            transformed.transform(
                panel, w, packed, panel * transformed.panelCount(), step, scratch, 0));
  }

  private WinogradTiles.Block block(int index, int images) {
    return tiles.block(index, images, channels * imagePlane, filters * outPlane);
  }

  private long work(int images) {
    return (long) images * tiles.perImage() * ELEMENTS * channels * filters;
  }

  /** From element to element of the products of a block of tiles and so many panels. */
  private int productStep(int panels) {
    return panels * micro.denseRows() * BLOCK + 16;
  }

  @Override
  public void run(
      Workers workers,
      int images,
      float[] packed,
      float[] source,
      float @Nullable [] bias,
      float[] out) {
    int step = transformed.step(transformed.panels());
    int productsAt = ELEMENTS * patchStep;
    int workAt = productsAt + ELEMENTS * productStep(PANELS);
    workers.run(
        tiles.blocks(images),
        work(images),
        workAt + WORK,
        (task, scratch) -> {
          WinogradTiles.Block block = block(task, images);
          transform(block, 0, channels, source, scratch, 0, scratch, workAt);
          for (int panel = 0; panel < transformed.panels(); panel += PANELS) {
            int count = Math.min(PANELS, transformed.panels() - panel);
            int at = panel * transformed.panelCount();
            clear(scratch, productsAt, panel, count, bias);
            for (int element = 0; element < ELEMENTS; element++) {
              multiply(
                  count,
                  packed,
                  at + element * step,
                  scratch,
                  element * patchStep,
                  scratch,
                  productsAt + element * productStep(count));
            }
            store(block, panel, count, scratch, productsAt, workAt, out);
          }
        });
  }

  @Override
  public void runOnce(
      Workers workers,
      HostMemory memory,
      int images,
      float[] w,
      float[] source,
      float @Nullable [] bias,
      float[] out) {
    if (images * tiles.perImage() >= filters) {
      SlidingPlan.super.runOnce(workers, memory, images, w, source, bias, out);
      return;
    }
    WinogradTiles.Block[] blocks = new WinogradTiles.Block[tiles.blocks(images)];
    Arrays.setAll(blocks, index -> block(index, images));
    try (HostMemory.Loan lent = memory.borrow((long) blocks.length * ELEMENTS * patchStep)) {
      float[] patches = lent.floats();
      int parts = Math.ceilDiv(channels, CHANNELS_AT_ONCE);
      workers.run(
          blocks.length * parts,
          (long) blocks.length * ELEMENTS * patchStep,
          WORK,
          (task, scratch) -> {
            int index = task / parts;
            int first = task % parts * CHANNELS_AT_ONCE;
            int end = Math.min(first + CHANNELS_AT_ONCE, channels);
            int to = index * ELEMENTS * patchStep;
            transform(blocks[index], first, end, source, patches, to, scratch, 0);
          });
      multiplyByFilters(workers, images, blocks, w, patches, bias, out);
    }
  }

  /** Transforms blocks of filters and multiplies each with all patches. */
  private void multiplyByFilters(
      Workers workers,
      int images,
      WinogradTiles.Block[] blocks,
      float[] w,
      float[] patches,
      float @Nullable [] bias,
      float[] out) {
    int perTask = Math.clamp(FILTERS_AT_ONCE / (ELEMENTS * transformed.panelCount()), 1, PANELS);
    int step = transformed.step(perTask);
    int productsAt = ELEMENTS * step;
    int blockCount = ELEMENTS * productStep(perTask);
    int workAt = productsAt + BLOCKS * blockCount;
    workers.run(
        Math.ceilDiv(transformed.panels(), perTask),
        work(images),
        workAt + Math.max(WORK, transformed.scratchCount()),
        (task, scratch) -> {
          int first = task * perTask;
          int count = Math.min(perTask, transformed.panels() - first);
          for (int panel = 0; panel < count; panel++) {
            int to = panel * transformed.panelCount();
            transformed.transform(first + panel, w, scratch, to, step, scratch, workAt);
          }
          for (int at = 0; at < blocks.length; at += BLOCKS) {
            int end = Math.min(at + BLOCKS, blocks.length);
            for (int index = at; index < end; index++) {
              clear(scratch, productsAt + (index - at) * blockCount, first, count, bias);
            }
            for (int element = 0; element < ELEMENTS; element++) {
              for (int index = at; index < end; index++) {
                multiply(
                    count,
                    scratch,
                    element * step,
                    patches,
                    (index * ELEMENTS + element) * patchStep,
                    scratch,
                    productsAt + (index - at) * blockCount + element * productStep(count));
              }
            }
            for (int index = at; index < end; index++) {
              int from = productsAt + (index - at) * blockCount;
              store(blocks[index], first, count, scratch, from, workAt, out);
            }
          }
        });
  }

  /**
   * Transforms the patches of some channels of a block. Runs are written in whole vectors, what is
   * too much is overwritten by the next run or channel; the last channel, which has none behind it,
   * takes a way around.
   */
  private void transform(
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
        transformRows(block, scratch, between, into, to + c * BLOCK, patchStep);
      } else {
        transformRows(block, scratch, between, scratch, last, 2 * BLOCK);
        for (int e = 0; e < ELEMENTS; e++) {
          System.arraycopy(
              scratch, last + e * 2 * BLOCK, into, to + e * patchStep + c * BLOCK, BLOCK);
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

  /** Adds the products of one element of so many panels of filters and a block's patches. */
  private void multiply(
      int panels,
      float[] packed,
      int packedAt,
      float[] patches,
      int patchesAt,
      float[] products,
      int to) {
    int count = transformed.panelCount();
    int rowsCount = micro.denseRows() * BLOCK;
    for (int panel = 0; panel < panels; panel++) {
      int from = packedAt + panel * count;
      int out = to + panel * rowsCount;
      for (int column = 0; column < BLOCK; column += micro.columns()) {
        int right = patchesAt + column;
        micro.dense(channels, packed, from, patches, right, BLOCK, products, out + column, BLOCK);
      }
    }
  }

  /**
   * Clears room for the products of so many panels. Products of element (1, 1) count once in every
   * output: they start with the bias.
   */
  private void clear(float[] scratch, int at, int firstPanel, int panels, float @Nullable [] bias) {
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

  /** Transforms the products of so many panels back. */
  private void store(
      WinogradTiles.Block block,
      int firstPanel,
      int panels,
      float[] scratch,
      int productsAt,
      int at,
      float[] out) {
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
        block.write(scratch, first, STORED * BLOCK * TILE, out, (firstFilter + filter) * outPlane);
      }
    }
  }
}
