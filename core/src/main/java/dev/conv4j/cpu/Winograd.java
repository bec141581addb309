package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.ELEMENTS;

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

  /** The most floats of transformed filters in a task, unless the fewest panels take more. */
  private static final int FILTERS_AT_ONCE = 150_000;

  /** Channels in a task that transforms patches alone. */
  private static final int CHANNELS_AT_ONCE = 32;

  private final int channels;
  private final int filters;
  private final WinogradProducts products;
  private final WinogradFilters transformed;

  private Winograd(
      int channels, int filters, WinogradProducts products, WinogradFilters transformed) {
    this.channels = channels;
    this.filters = filters;
    this.products = products;
    this.transformed = transformed;
  }

  /** The convolution itself. */
  static Winograd forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int channels = w.intExtent(1);
    int filters = w.intExtent(0);
    WinogradFilters transformed =
        new WinogradFilters(micro, channels, filters, 9 * channels, 9, false);
    int above = g.padding().height();
    int before = g.padding().width();
    return new Winograd(
        channels,
        filters,
        new WinogradProducts(micro, x, y, above, before, transformed.panelCount()),
        transformed);
  }

  /** The gradient by the input: the roles of channels and filters are exchanged. */
  static Winograd inputGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int channels = w.intExtent(0);
    int filters = w.intExtent(1);
    WinogradFilters transformed =
        new WinogradFilters(micro, channels, filters, 9, 9 * filters, true);
    int above = 2 - g.padding().height();
    int before = 2 - g.padding().width();
    return new Winograd(
        channels,
        filters,
        new WinogradProducts(micro, y, x, above, before, transformed.panelCount()),
        transformed);
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

  private long work(int images) {
    return (long) products.tiles(images) * ELEMENTS * channels * filters;
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
    int step = transformed.step(transformed.panels());
    int productsAt = ELEMENTS * products.patchStep();
    int workAt = productsAt + ELEMENTS * products.productStep(PANELS);
    workers.run(
        products.blocks(images),
        work(images),
        workAt + WinogradProducts.WORK,
        (task, scratch) -> {
          WinogradTiles.Block block = products.block(task, images);
          products.transform(block, 0, channels, source, scratch, 0, scratch, workAt);
          for (int panel = 0; panel < transformed.panels(); panel += PANELS) {
            int count = Math.min(PANELS, transformed.panels() - panel);
            int at = panel * transformed.panelCount();
            products.clear(scratch, productsAt, panel, count, bias);
            for (int element = 0; element < ELEMENTS; element++) {
              products.multiply(
                  count,
                  packed,
                  at + element * step,
                  scratch,
                  element * products.patchStep(),
                  scratch,
                  productsAt + element * products.productStep(count));
            }
            products.store(block, panel, count, scratch, productsAt, workAt, out, finish);
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
    if (products.tiles(images) >= filters) {
      SlidingPlan.super.runOnce(workers, memory, images, w, source, bias, out);
      return;
    }
    WinogradTiles.Block[] blocks = new WinogradTiles.Block[products.blocks(images)];
    Arrays.setAll(blocks, index -> products.block(index, images));
    try (HostMemory.Loan lent =
        memory.borrow((long) blocks.length * ELEMENTS * products.patchStep())) {
      float[] patches = lent.floats();
      int parts = Math.ceilDiv(channels, CHANNELS_AT_ONCE);
      workers.run(
          blocks.length * parts,
          (long) blocks.length * ELEMENTS * products.patchStep(),
          WinogradProducts.WORK,
          (task, scratch) -> {
            int index = task / parts;
            int first = task % parts * CHANNELS_AT_ONCE;
            int end = Math.min(first + CHANNELS_AT_ONCE, channels);
            int to = index * ELEMENTS * products.patchStep();
            products.transform(blocks[index], first, end, source, patches, to, scratch, 0);
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
    int least = products.panelsAtOnce();
    int perTask =
        Math.clamp(FILTERS_AT_ONCE / (ELEMENTS * transformed.panelCount()), least, PANELS);
    int step = transformed.step(perTask);
    int productsAt = ELEMENTS * step;
    int blockCount = ELEMENTS * products.productStep(perTask);
    int workAt = productsAt + BLOCKS * blockCount;
    workers.run(
        Math.ceilDiv(transformed.panels(), perTask),
        work(images),
        workAt + Math.max(WinogradProducts.WORK, transformed.scratchCount()),
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
              products.clear(scratch, productsAt + (index - at) * blockCount, first, count, bias);
            }
            multiplyBlocks(at, end, count, step, patches, scratch, productsAt, blockCount);
            for (int index = at; index < end; index++) {
              int from = productsAt + (index - at) * blockCount;
              products.store(
                  blocks[index], first, count, scratch, from, workAt, out, Finish.NOTHING);
            }
          }
        });
  }

  /** Multiplies so many panels by some blocks; an element's filters stay in the nearest cache. */
  private void multiplyBlocks(
      int first,
      int end,
      int panels,
      int step,
      float[] patches,
      float[] scratch,
      int productsAt,
      int blockCount) {
    for (int element = 0; element < ELEMENTS; element++) {
      int within = productsAt + element * products.productStep(panels);
      for (int index = first; index < end; index++) {
        int right = (index * ELEMENTS + element) * products.patchStep();
        int to = within + (index - first) * blockCount;
        products.multiply(panels, scratch, element * step, patches, right, scratch, to);
      }
    }
  }
}
