package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;

/**
 * The gradient of a convolution by its filters: the product of the output's gradient with the
 * transposed {@link Patches}, summed over the places, block by block of them through all images.
 *
 * <p>The sum is taken in parts that depend on the shapes alone, and the parts are added in order.
 */
final class PatchGradient implements WeightGradientPlan {
  /** The most filters and terms in one task: both packed blocks stay in the second cache. */
  private static final int MOST_FILTERS = 256;

  private static final int MOST_TERMS = 256;

  /** The number of tasks that the work is cut into where memory allows. */
  private static final int TASKS = 16;

  /** The most floats spent on partial sums. */
  private static final long MOST_PARTIAL = 1 << 22;

  /** The most places packed at a time. */
  private static final int MOST_PLACES = 384;

  private final MicroKernel micro;
  private final Product product;
  private final int groups;
  private final int filters;
  private final int channels;
  private final int terms;
  private final Patches x;
  private final SeenPixels y;
  private final int filterBlocks;
  private final int termBlocks;
  private final int filterBlock;
  private final int termBlock;

  PatchGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry geometry) {
    this.micro = micro;
    this.product = new Product(micro);
    this.groups = geometry.groups();
    this.filters = w.intExtent(0) / groups;
    this.channels = w.intExtent(1);
    this.terms = channels * geometry.kernel().area();
    Axis rows = Axis.rows(x, y, geometry);
    Axis columns = Axis.columns(x, y, geometry);
    if (rows.readsAll() && columns.readsAll()) {
      this.x = SeenPixels.all(rows.places * columns.places);
      this.y = SeenPixels.all(rows.places * columns.places);
    } else {
      PatchPlanes planes = new PatchPlanes(micro, rows, columns, channels, MOST_PLACES);
      this.x = planes;
      this.y = SeenPixels.of(rows, columns, planes.rowPlaces(), y.intExtent(2), y.intExtent(3));
    }
    this.filterBlocks = Math.ceilDiv(filters, MOST_FILTERS);
    this.termBlocks = Math.ceilDiv(terms, MOST_TERMS);
    this.filterBlock = product.paddedRows(Math.ceilDiv(filters, filterBlocks));
    this.termBlock = product.paddedColumns(Math.ceilDiv(terms, termBlocks));
  }

  private int pixels(int images) {
    return images * y.count();
  }

  /** Into how many parts the sum is cut. */
  private int parts(int images) {
    int wanted = Math.ceilDiv(TASKS, groups * filterBlocks * termBlocks);
    long affordable = Math.max(MOST_PARTIAL / partCount(), 1);
    int block = Product.termBlock(pixels(images));
    int most = block == 0 ? 1 : Math.ceilDiv(pixels(images), block);
    return (int) Math.clamp(wanted, 1, Math.min(most, affordable));
  }

  @Override
  public long memoryCount(int images) {
    int parts = parts(images);
    return parts == 1 ? 1 : parts * partCount();
  }

  private long partCount() {
    return (long) groups * filters * terms;
  }

  @Override
  public void run(
      Workers workers, int images, float[] dy, float[] image, float[] partial, float[] dw) {
    int parts = parts(images);
    int block = Product.termBlock(pixels(images));
    int blocks = block == 0 ? 0 : Math.ceilDiv(pixels(images), block);
    int perPart = groups * filterBlocks * termBlocks;
    float[] sums = parts == 1 ? dw : partial;
    workers.run(
        parts * perPart,
        (long) pixels(images) * partCount(),
        (filterBlock + termBlock) * block
            + product.panelColumns()
            + product.edgeTile()
            + x.room(termBlock),
        (task, scratch) -> {
          int part = task / perPart;
          int group = task % perPart / (filterBlocks * termBlocks);
          int filter = task / termBlocks % filterBlocks * filterBlock;
          int term = task % termBlocks * termBlock;
          int first = (int) ((long) blocks * part / parts) * block;
          int last = (int) ((long) blocks * (part + 1) / parts) * block;
          int end = Math.min(last, pixels(images));
          int at = part * groups * filters * terms;
          addPixels(dy, image, group, filter, term, first, end, block, sums, at, scratch);
        });
    if (parts > 1) {
      Pieces.run(workers, dw.length, (from, to) -> addParts(partial, parts, dw, from, to));
    }
  }

  /** What some pixels bring to a block of filters and channels of one group. */
  private void addPixels(
      float[] dy,
      float[] image,
      int group,
      int filter,
      int term,
      int first,
      int end,
      int block,
      float[] sums,
      int sumsAt,
      float[] scratch) {
    int rows = Math.min(filterBlock, filters - filter);
    int columns = Math.min(termBlock, terms - term);
    int panel = product.panelColumns();
    int leftAt = termBlock * block;
    int startAt = leftAt + filterBlock * block;
    int viewAt = startAt + panel + product.edgeTile();
    int to = sumsAt + (group * filters + filter) * terms + term;
    Arrays.fill(scratch, startAt, startAt + panel, 0);
    int pixel = first;
    do {
      int places = Math.min(block, end - pixel);
      Patches.View right =
          x.view(
              image,
              groups * channels,
              group * channels,
              term,
              columns,
              pixel,
              pixel + places,
              scratch,
              viewAt);
      pack(right, columns, pixel, places, scratch, 0, panel);
      Patches.View left =
          y.view(dy, groups * filters, group * filters, filter, rows, pixel, end, scratch, viewAt);
      pack(left, rows, pixel, places, scratch, leftAt, product.panelRows());
      for (int column = 0; column < columns; column += panel) {
        product.multiply(
            rows,
            Math.min(panel, columns - column),
            places,
            scratch,
            leftAt,
            scratch,
            column * places,
            pixel == first ? scratch : sums,
            pixel == first ? startAt : to + column,
            pixel == first ? 0 : terms,
            sums,
            to + column,
            terms,
            scratch,
            startAt + panel);
      }
      pixel += places;
    } while (pixel < end);
  }

  /** Packs the lines of a view panel by panel. */
  private void pack(
      Patches.View view, int count, int first, int places, float[] into, int intoAt, int width) {
    for (int line = 0; line < count; line += width) {
      int lines = Math.min(width, count - line);
      view.packTerms(
          micro.packing(), line, lines, first, places, into, intoAt + line * places, width);
    }
  }

  private static void addParts(float[] partial, int parts, float[] dw, int from, int to) {
    System.arraycopy(partial, from, dw, from, to - from);
    for (int part = 1; part < parts; part++) {
      int at = part * dw.length;
      for (int i = from; i < to; i++) {
        dw[i] += partial[at + i];
      }
    }
  }
}
