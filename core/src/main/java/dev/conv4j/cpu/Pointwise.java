package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with 1×1 filters, and its gradient by the input: the product of the filters with the
 * pixels of all images, which stand in rows already, block by block of pixels. With a stride, the
 * pixels that nobody sees are left out; their gradient is 0.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class Pointwise implements SlidingPlan {
  /** Floats of a packed block of pixels, roughly: it stays in the second cache. */
  private static final int BLOCK = 1 << 15;

  /** The number of tasks that the work is cut into where there are filters enough. */
  private static final int TASKS = 8;

  /** The fewest panels of filters in one task: each packs its pixels by itself. */
  private static final int LEAST_PANELS = 16;

  private final MicroKernel micro;
  private final int groups;
  private final int channels;
  private final int filters;
  private final SeenPixels source;
  private final SeenPixels out;
  private final boolean transposed;
  private final int panels;
  private final int termBlock;

  /** Panels of pixels in one block. */
  private final int blockPanels;

  private Pointwise(
      MicroKernel micro,
      int groups,
      int channels,
      int filters,
      SeenPixels source,
      SeenPixels out,
      boolean transposed) {
    this.micro = micro;
    this.groups = groups;
    this.channels = channels;
    this.filters = filters;
    this.source = source;
    this.out = out;
    this.transposed = transposed;
    this.panels = Math.ceilDiv(filters, micro.denseRows());
    this.termBlock = Product.termBlock(channels);
    this.blockPanels = Math.max(BLOCK / (termBlock * micro.columns()), 4);
  }

  /** The convolution itself. */
  static Pointwise forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int filters = w.intExtent(0) / g.groups();
    return new Pointwise(
        micro,
        g.groups(),
        w.intExtent(1),
        filters,
        SeenPixels.of(x, y, g),
        SeenPixels.all(y),
        false);
  }

  /** The gradient by the input. */
  static Pointwise inputGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int filters = w.intExtent(0) / g.groups();
    return new Pointwise(
        micro,
        g.groups(),
        filters,
        w.intExtent(1),
        SeenPixels.all(y),
        SeenPixels.of(x, y, g),
        true);
  }

  @Override
  public long packedCount() {
    return (long) groups * panels * micro.denseRows() * channels;
  }

  /** Packs the filters panel by panel, in a panel channel by channel; zeros fill the last one. */
  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int rows = micro.denseRows();
    workers.run(
        groups * panels,
        w.length,
        0,
        (task, scratch) -> {
          int group = task / panels;
          int filter = task % panels * rows;
          int used = Math.min(rows, filters - filter);
          int to = task * rows * channels;
          if (transposed) {
            int from = group * channels * filters + filter;
            micro.packing().copy(w, from, filters, used, channels, packed, to, rows);
          } else {
            int from = (group * filters + filter) * channels;
            micro.packing().turn(w, from, channels, used, channels, packed, to, rows);
          }
        });
  }

  @Override
  public void run(
      Workers workers,
      int images,
      float[] packed,
      float[] from,
      float @Nullable [] bias,
      float[] into) {
    run(workers, images, packed, from, bias, into, Finish.NOTHING);
  }

  @Override
  public void run(
      Workers workers,
      int images,
      float[] packed,
      float[] from,
      float @Nullable [] bias,
      float[] into,
      Finish finish) {
    assert finish.isNothing() || out.areAll() : "a gradient is not finished";
    if (!out.areAll()) {
      int floats = images * groups * filters * out.plane;
      Pieces.run(workers, floats, (first, end) -> Arrays.fill(into, first, end, 0));
    }
    int pixels = images * source.count;
    int perBlock = blockPanels * micro.columns();
    int blocks = Math.ceilDiv(pixels, perBlock);
    int wanted = Math.max(Math.ceilDiv(TASKS, Math.max(groups * blocks, 1)), 1);
    int cuts = Math.clamp(panels / LEAST_PANELS, 1, wanted);
    int perCut = Math.ceilDiv(panels, cuts);
    workers.run(
        groups * blocks * cuts,
        (long) groups * pixels * channels * filters,
        perBlock * termBlock + 2 * micro.denseRows() * micro.columns(),
        (task, scratch) -> {
          int first = task / cuts % blocks * perBlock;
          Block block =
              new Block(
                  packed,
                  from,
                  bias,
                  into,
                  scratch,
                  task / cuts / blocks,
                  first,
                  Math.min(first + perBlock, pixels));
          int panel = task % cuts * perCut;
          int endPanel = Math.min(panel + perCut, panels);
          block.multiply(panel, endPanel);
          if (!finish.isNothing()) {
            block.finish(panel, endPanel, finish);
          }
        });
  }

  /** A block of pixels of one group. */
  private final class Block {
    private final float[] packed;
    private final float[] from;
    private final float @Nullable [] bias;
    private final float[] into;
    private final float[] scratch;
    private final int group;
    private final int first;
    private final int end;
    private final int columns = micro.columns();

    /** Where in the scratch memory a panel's first sums stand, and a tile on the edge behind. */
    private final int startAt = blockPanels * columns * termBlock;

    private final int edgeAt = startAt + micro.denseRows() * columns;

    Block(
        float[] packed,
        float[] from,
        float @Nullable [] bias,
        float[] into,
        float[] scratch,
        int group,
        int first,
        int end) {
      this.packed = packed;
      this.from = from;
      this.bias = bias;
      this.into = into;
      this.scratch = scratch;
      this.group = group;
      this.first = first;
      this.end = end;
    }

    /** Multiplies the filters of some panels with all pixels of the block. */
    void multiply(int firstPanel, int endPanel) {
      for (int term = 0; term < channels; term += termBlock) {
        int terms = Math.min(termBlock, channels - term);
        for (int pixel = first; pixel < end; pixel += columns) {
          source.packColumns(
              micro.packing(),
              from,
              groups * channels,
              group * channels + term,
              terms,
              pixel,
              Math.min(columns, end - pixel),
              scratch,
              (pixel - first) * terms,
              columns);
        }
        for (int panel = firstPanel; panel < endPanel; panel++) {
          multiplyPanel(panel, term, terms);
        }
      }
    }

    /** Does what remains to be done to the outputs of some panels. */
    void finish(int firstPanel, int endPanel, Finish finish) {
      int endFilter = Math.min(endPanel * micro.denseRows(), filters);
      for (int filter = firstPanel * micro.denseRows(); filter < endFilter; filter++) {
        for (int pixel = first; pixel < end; ) {
          int run = Math.min(end - pixel, out.count - pixel % out.count);
          finish.apply(into, out.at(pixel, groups * filters, group * filters + filter), run);
          pixel += run;
        }
      }
    }

    /** One panel of filters; its rows of the result are written from left to right. */
    private void multiplyPanel(int panel, int term, int terms) {
      int rows = micro.denseRows();
      int filter = panel * rows;
      int used = Math.min(rows, filters - filter);
      int left = ((group * panels + panel) * channels + term) * rows;
      if (term == 0) {
        start(filter, used);
      }
      for (int pixel = first; pixel < end; pixel += columns) {
        int right = (pixel - first) * terms;
        int count = Math.min(columns, end - pixel);
        if (used == rows && count == columns && out.areTogether(pixel, columns)) {
          int to = out.at(pixel, groups * filters, group * filters + filter);
          boolean starts = term == 0;
          micro.panel(
              used,
              terms,
              packed,
              left,
              scratch,
              right,
              starts ? scratch : into,
              starts ? startAt : to,
              starts ? columns : out.plane,
              into,
              to,
              out.plane);
        } else {
          multiplyEdge(filter, used, pixel, count, term, terms, left, right);
        }
      }
    }

    /** Lays out what the sums of a panel start from. */
    private void start(int filter, int used) {
      for (int row = 0; row < micro.denseRows(); row++) {
        float value = bias == null || row >= used ? 0 : bias[group * filters + filter + row];
        int at = startAt + row * columns;
        Arrays.fill(scratch, at, at + columns, value);
      }
    }

    /** A tile that goes over an edge, or to pixels that do not stand next to each other. */
    private void multiplyEdge(
        int filter, int used, int pixel, int count, int term, int terms, int left, int right) {
      if (term > 0) {
        exchange(filter, used, pixel, count, false);
      }
      int start = term > 0 ? edgeAt : startAt;
      micro.panel(
          used, terms, packed, left, scratch, right, scratch, start, columns, scratch, edgeAt,
          columns);
      exchange(filter, used, pixel, count, true);
    }

    /** Reads a tile on the edge from the result, or writes it there. */
    private void exchange(int filter, int used, int pixel, int count, boolean write) {
      for (int i = 0; i < count; ) {
        int place = (pixel + i) % out.count;
        int run = Math.min(count - i, out.count - place);
        int image = (pixel + i) / out.count;
        for (int row = 0; row < used; row++) {
          int plane = ((image * groups + group) * filters + filter + row) * out.plane;
          int at = edgeAt + row * columns + i;
          if (write) {
            out.write(scratch, at, into, plane, place, run);
          } else {
            out.read(into, plane, place, run, scratch, at);
          }
        }
        i += run;
      }
    }
  }
}
