package dev.conv4j.cpu;

import static dev.conv4j.cpu.WinogradTiles.BLOCK;
import static dev.conv4j.cpu.WinogradTiles.ELEMENTS;
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
 * <p>Errors are larger than those of a plain sum; docs/decisions/009-winograd.md states the bound.
 * A NaN or an infinity in a patch makes all of its tile's outputs NaN.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Winograd implements SlidingPlan {
  private final MicroKernel micro;
  private final WinogradLines lines;
  private final int channels;
  private final int filters;
  private final int imageCount;
  private final int imagePlane;
  private final int outPlane;
  private final WinogradTiles patches;
  private final WinogradTiles tiles;
  private final int filterStride;
  private final int channelStride;
  private final boolean flipped;

  /** Floats of one panel of transformed filters, of one element. */
  private final int panelCount;

  private final int panels;

  private Winograd(
      MicroKernel micro,
      int channels,
      int filters,
      Shape image,
      Shape out,
      int above,
      int before,
      boolean flipped) {
    this.micro = micro;
    this.lines = micro.winograd();
    this.channels = channels;
    this.filters = filters;
    this.imagePlane = image.intExtent(2) * image.intExtent(3);
    this.imageCount = channels * imagePlane;
    int height = out.intExtent(2);
    int width = out.intExtent(3);
    this.outPlane = height * width;
    this.patches =
        new WinogradTiles(
            image.intExtent(2), image.intExtent(3), height, width, PATCH, above, before);
    this.tiles = new WinogradTiles(height, width, height, width, TILE, 0, 0);
    this.flipped = flipped;
    this.filterStride = flipped ? 9 : 9 * channels;
    this.channelStride = flipped ? 9 * filters : 9;
    int lanes = micro.lanes();
    this.panelCount = Math.ceilDiv(channels * micro.denseRows(), lanes) * lanes;
    this.panels = Math.ceilDiv(filters, micro.denseRows());
  }

  /** The convolution itself. */
  static Winograd forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    return new Winograd(
        micro,
        w.intExtent(1),
        w.intExtent(0),
        x,
        y,
        g.padding().height(),
        g.padding().width(),
        false);
  }

  /** The gradient by the input. */
  static Winograd inputGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    return new Winograd(
        micro,
        w.intExtent(0),
        w.intExtent(1),
        y,
        x,
        2 - g.padding().height(),
        2 - g.padding().width(),
        true);
  }

  @Override
  public long packedCount() {
    return (long) ELEMENTS * panels * panelCount;
  }

  /**
   * Transforms the filters: element by element, in an element panel by panel of filters, in a panel
   * channel by channel.
   */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int lanes = micro.lanes();
    workers.run(
        panels,
        packedCount(),
        (9 + 3 * PATCH) * lanes,
        (panel, scratch) -> {
          for (int at = 0; at < panelCount; at += lanes) {
            readFilters(w, panel * micro.denseRows(), at, scratch);
            for (int column = 0; column < 3; column++) {
              lines.filter(
                  scratch,
                  column * lanes,
                  3 * lanes,
                  scratch,
                  (9 + column) * lanes,
                  3 * lanes,
                  lanes);
            }
            for (int row = 0; row < PATCH; row++) {
              lines.filter(
                  scratch,
                  (9 + row * 3) * lanes,
                  lanes,
                  packed,
                  (row * PATCH * panels + panel) * panelCount + at,
                  panels * panelCount,
                  lanes);
            }
          }
        });
  }

  /** Reads the filters of consecutive places of a panel, zeros for those that do not exist. */
  private void readFilters(float[] w, int firstFilter, int at, float[] into) {
    int lanes = micro.lanes();
    for (int lane = 0; lane < lanes; lane++) {
      int channel = (at + lane) / micro.denseRows();
      int filter = firstFilter + (at + lane) % micro.denseRows();
      boolean there = channel < channels && filter < filters;
      int from = there ? filter * filterStride + channel * channelStride : 0;
      for (int e = 0; e < 9; e++) {
        into[e * lanes + lane] = there ? w[from + (flipped ? 8 - e : e)] : 0;
      }
    }
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
    int end = images * tiles.perImage();
    int transformed = ELEMENTS * channels * BLOCK;
    int products = ELEMENTS * panels * micro.denseRows() * BLOCK;
    workers.run(
        Math.ceilDiv(end, BLOCK),
        (long) end * ELEMENTS * channels * filters,
        transformed + products + 2 * ELEMENTS * BLOCK,
        (task, scratch) -> {
          int first = task * BLOCK;
          int spare = transformed + products;
          transform(patches.block(first, end, imageCount), source, scratch, spare);
          multiply(packed, scratch, transformed);
          store(tiles.block(first, end, filters * outPlane), bias, scratch, transformed, out);
          if (!finish.isNothing()) {
            tiles.forEachStretch(first, end, filters, (at, count) -> finish.apply(out, at, count));
          }
        });
  }

  private void transform(WinogradTiles.Block block, float[] source, float[] scratch, int spare) {
    int between = spare + ELEMENTS * BLOCK;
    patches.clear(scratch, spare);
    for (int c = 0; c < channels; c++) {
      block.read(source, c * imagePlane, scratch, spare);
      for (int i = 0; i < PATCH; i++) {
        int column = i * BLOCK;
        lines.image(
            scratch,
            spare + column,
            PATCH * BLOCK,
            scratch,
            between + column,
            PATCH * BLOCK,
            BLOCK);
      }
      for (int i = 0; i < PATCH; i++) {
        lines.image(
            scratch,
            between + i * PATCH * BLOCK,
            BLOCK,
            scratch,
            (i * PATCH * channels + c) * BLOCK,
            channels * BLOCK,
            BLOCK);
      }
    }
  }

  private void multiply(float[] packed, float[] scratch, int productsAt) {
    int rows = micro.denseRows();
    Arrays.fill(scratch, productsAt, productsAt + ELEMENTS * panels * rows * BLOCK, 0);
    for (int element = 0; element < ELEMENTS; element++) {
      for (int panel = 0; panel < panels; panel++) {
        int at = element * panels + panel;
        for (int column = 0; column < BLOCK; column += micro.columns()) {
          int right = element * channels * BLOCK + column;
          int to = productsAt + at * rows * BLOCK + column;
          micro.dense(channels, packed, at * panelCount, scratch, right, BLOCK, scratch, to, BLOCK);
        }
      }
    }
  }

  private void store(
      WinogradTiles.Block block,
      float @Nullable [] bias,
      float[] scratch,
      int productsAt,
      float[] out) {
    int step = panels * micro.denseRows() * BLOCK;
    int between = productsAt + ELEMENTS * step;
    int outputs = between + ELEMENTS * BLOCK;
    for (int filter = 0; filter < filters; filter++) {
      for (int i = 0; i < PATCH; i++) {
        lines.output(
            scratch,
            productsAt + filter * BLOCK + i * step,
            PATCH * step,
            scratch,
            between + i * BLOCK,
            PATCH * BLOCK,
            BLOCK);
      }
      for (int i = 0; i < TILE; i++) {
        lines.output(
            scratch,
            between + i * PATCH * BLOCK,
            BLOCK,
            scratch,
            outputs + i * TILE * BLOCK,
            BLOCK,
            BLOCK);
      }
      block.write(scratch, outputs, bias == null ? 0 : bias[filter], out, filter * outPlane);
    }
  }
}
