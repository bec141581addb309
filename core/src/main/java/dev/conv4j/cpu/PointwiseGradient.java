package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;

/**
 * The gradient of a convolution with 1×1 filters by its filters: the product of the output's
 * gradient with the transposed image, summed over the pixels that are seen, block by block of
 * pixels through all images.
 *
 * <p>The sum is taken in parts that depend on the shapes alone, and the parts are added in order.
 */
final class PointwiseGradient implements WeightGradientPlan {
  /** The most filters and channels in one task: both packed blocks stay in the second cache. */
  private static final int MOST_FILTERS = 256;

  private static final int MOST_CHANNELS = 128;

  /** The number of tasks that the work is cut into where memory allows. */
  private static final int TASKS = 16;

  /** The most floats spent on partial sums. */
  private static final long MOST_PARTIAL = 1 << 22;

  private final MicroKernel micro;
  private final Product product;
  private final int groups;
  private final int filters;
  private final int channels;
  private final SeenPixels x;
  private final SeenPixels y;
  private final int filterBlocks;
  private final int channelBlocks;
  private final int filterBlock;
  private final int channelBlock;

  PointwiseGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry geometry) {
    this.micro = micro;
    this.product = new Product(micro);
    this.groups = geometry.groups();
    this.filters = w.intExtent(0) / groups;
    this.channels = w.intExtent(1);
    this.x = SeenPixels.of(x, y, geometry);
    this.y = SeenPixels.all(y);
    this.filterBlocks = Math.ceilDiv(filters, MOST_FILTERS);
    this.channelBlocks = Math.ceilDiv(channels, MOST_CHANNELS);
    this.filterBlock = product.paddedRows(Math.ceilDiv(filters, filterBlocks));
    this.channelBlock = product.paddedColumns(Math.ceilDiv(channels, channelBlocks));
  }

  private int pixels(int images) {
    return images * y.count;
  }

  /** Into how many parts the sum is cut. */
  private int parts(int images) {
    int wanted = Math.ceilDiv(TASKS, groups * filterBlocks * channelBlocks);
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
    return (long) groups * filters * channels;
  }

  @Override
  public void run(Workers workers, int images, float[] dy, float[] x, float[] partial, float[] dw) {
    int parts = parts(images);
    int block = Product.termBlock(pixels(images));
    int blocks = block == 0 ? 0 : Math.ceilDiv(pixels(images), block);
    int perPart = groups * filterBlocks * channelBlocks;
    float[] sums = parts == 1 ? dw : partial;
    workers.run(
        parts * perPart,
        (long) pixels(images) * partCount(),
        (filterBlock + channelBlock) * block + product.panelColumns() + product.edgeTile(),
        (task, scratch) -> {
          int part = task / perPart;
          int group = task % perPart / (filterBlocks * channelBlocks);
          int filter = task / channelBlocks % filterBlocks * filterBlock;
          int channel = task % channelBlocks * channelBlock;
          int first = (int) ((long) blocks * part / parts) * block;
          int last = (int) ((long) blocks * (part + 1) / parts) * block;
          int end = Math.min(last, pixels(images));
          int at = part * groups * filters * channels;
          addPixels(dy, x, group, filter, channel, first, end, block, sums, at, scratch);
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
      int channel,
      int first,
      int end,
      int block,
      float[] sums,
      int sumsAt,
      float[] scratch) {
    int rows = Math.min(filterBlock, filters - filter);
    int columns = Math.min(channelBlock, channels - channel);
    int panel = product.panelColumns();
    int leftAt = channelBlock * block;
    int startAt = leftAt + filterBlock * block;
    int to = sumsAt + (group * filters + filter) * channels + channel;
    Arrays.fill(scratch, startAt, startAt + panel, 0);
    int pixel = first;
    do {
      int terms = Math.min(block, end - pixel);
      int channelAt = group * channels + channel;
      int filterAt = group * filters + filter;
      pack(x, image, groups * channels, channelAt, columns, pixel, terms, scratch, 0, panel);
      pack(
          y,
          dy,
          groups * filters,
          filterAt,
          rows,
          pixel,
          terms,
          scratch,
          leftAt,
          product.panelRows());
      for (int column = 0; column < columns; column += panel) {
        product.multiply(
            rows,
            Math.min(panel, columns - column),
            terms,
            scratch,
            leftAt,
            scratch,
            column * terms,
            pixel == first ? scratch : sums,
            pixel == first ? startAt : to + column,
            pixel == first ? 0 : channels,
            sums,
            to + column,
            channels,
            scratch,
            startAt + panel);
      }
      pixel += terms;
    } while (pixel < end);
  }

  /** Packs some channels panel by panel. */
  private void pack(
      SeenPixels pixels,
      float[] from,
      int imageChannels,
      int channel,
      int count,
      int first,
      int terms,
      float[] into,
      int intoAt,
      int width) {
    for (int line = 0; line < count; line += width) {
      pixels.packTerms(
          micro.packing(),
          from,
          imageChannels,
          channel + line,
          Math.min(width, count - line),
          first,
          terms,
          into,
          intoAt + line * terms,
          width);
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
