package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The product of filters, or of some of their elements, with {@link Patches}: a part of a {@link
 * PatchProduct}, which gives it blocks of places. Sums whose pixels do not stand next to each other
 * are kept until they are complete.
 *
 * <p>It depends on the shapes without the batch; any number of threads may use it.
 */
final class PatchPart {
  private final MicroKernel micro;
  private final int groups;

  /** Channels of a group that are read. */
  private final int channels;

  /** Channels of a group that are written. */
  private final int filters;

  private final Patches source;
  private final SeenPixels out;

  /** The most places of a block, whole panels. */
  private final int most;

  private final PatchWeights weights;
  private final int terms;
  private final int termBlock;

  /**
   * @param layout how the weights of one group lie
   * @param into the shape of what is written
   * @param most the most places of a block, whole panels
   */
  PatchPart(
      MicroKernel micro,
      int groups,
      int channels,
      int filters,
      Axis rows,
      Axis columns,
      WeightLayout layout,
      Shape into,
      int most) {
    this.micro = micro;
    this.groups = groups;
    this.channels = channels;
    this.filters = filters;
    this.most = most;
    this.weights = new PatchWeights(micro, groups, channels, filters, rows, columns, layout);
    this.terms = weights.terms();
    this.termBlock = Product.termBlock(terms);
    int height = into.intExtent(2);
    int width = into.intExtent(3);
    if (rows.readsAll() && columns.readsAll()) {
      this.source = SeenPixels.all(rows.places * columns.places);
      this.out = SeenPixels.of(rows, columns, columns.places, height, width);
    } else {
      PatchPlanes planes = new PatchPlanes(micro, rows, columns, channels, most);
      this.source = planes;
      this.out = SeenPixels.of(rows, columns, planes.rowPlaces(), height, width);
    }
  }

  /** Places of an image. */
  int count() {
    return source.count();
  }

  int terms() {
    return terms;
  }

  /** Whether every output is written, in the order of places. */
  boolean writesAll() {
    return out.areAll();
  }

  /** How its weights are packed. */
  PatchWeights weights() {
    return weights;
  }

  /** The scratch floats of a block of some panels of filters. */
  int room(int taskPanels) {
    int kept = out.areAll() ? 0 : taskPanels * micro.denseRows() * most;
    return most * termBlock
        + 2 * micro.denseRows() * micro.panelColumns()
        + source.room(termBlock)
        + kept;
  }

  /**
   * Computes a block.
   *
   * @param group of filters
   * @param first the number of the first place, {@code end} the one behind the last
   * @param firstPanel the first panel of filters, {@code endPanel} the one behind the last
   * @param scratch {@link #room} floats
   */
  void multiply(
      float[] packed,
      int packedAt,
      float[] from,
      float @Nullable [] bias,
      float[] into,
      float[] scratch,
      int group,
      int first,
      int end,
      int firstPanel,
      int endPanel,
      Finish finish) {
    Block block = new Block(packed, packedAt, from, bias, into, scratch, group, first, end);
    block.multiply(firstPanel, endPanel);
    if (!out.areAll()) {
      block.write(firstPanel, endPanel);
    }
    if (!finish.isNothing()) {
      block.finish(firstPanel, endPanel, finish);
    }
  }

  /** A block of places of one group. */
  private final class Block {
    private final float[] packed;
    private final int packedAt;
    private final float[] from;
    private final float @Nullable [] bias;
    private final float[] into;
    private final float[] scratch;
    private final int group;
    private final int first;
    private final int end;
    private final int columns = micro.panelColumns();

    /** Where in the scratch memory a panel's first sums stand, and a tile on the edge behind. */
    private final int startAt = most * termBlock;

    private final int edgeAt = startAt + micro.denseRows() * columns;

    /** Where what the filters see is made ready. */
    private final int viewAt = edgeAt + micro.denseRows() * columns;

    /** Where the sums are kept if their pixels do not stand next to each other. */
    private final int keptAt = viewAt + source.room(termBlock);

    Block(
        float[] packed,
        int packedAt,
        float[] from,
        float @Nullable [] bias,
        float[] into,
        float[] scratch,
        int group,
        int first,
        int end) {
      this.packed = packed;
      this.packedAt = packedAt;
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
      for (int term = 0; term < terms; term += termBlock) {
        int count = Math.min(termBlock, terms - term);
        Patches.View view =
            source.view(
                from,
                groups * channels,
                group * channels,
                term,
                count,
                first,
                end,
                scratch,
                viewAt);
        for (int pixel = first; pixel < end; pixel += columns) {
          int lines = Math.min(columns, end - pixel);
          view.packColumns(
              micro.packing(), pixel, lines, scratch, (pixel - first) * count, columns);
        }
        for (int panel = firstPanel; panel < endPanel; panel++) {
          if (out.areAll()) {
            multiplyPanel(panel, term, count);
          } else {
            keepPanel(panel, panel - firstPanel, term, count);
          }
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
    private void multiplyPanel(int panel, int term, int count) {
      int rows = micro.denseRows();
      int filter = panel * rows;
      int used = Math.min(rows, filters - filter);
      int left = packedAt + weights.at(group, panel, term);
      if (term == 0) {
        start(filter, used);
      }
      for (int pixel = first; pixel < end; pixel += columns) {
        int right = (pixel - first) * count;
        int places = Math.min(columns, end - pixel);
        if (used == rows && places == columns && out.areTogether(pixel, columns)) {
          int to = out.at(pixel, groups * filters, group * filters + filter);
          boolean starts = term == 0;
          micro.panel(
              used,
              count,
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
          multiplyEdge(filter, used, pixel, places, term, count, left, right);
        }
      }
    }

    /** One panel of filters, the {@code nth} of the task; its sums are kept. */
    private void keepPanel(int panel, int nth, int term, int count) {
      int rows = micro.denseRows();
      int left = packedAt + weights.at(group, panel, term);
      if (term == 0) {
        start(panel * rows, Math.min(rows, filters - panel * rows));
      }
      for (int pixel = first; pixel < end; pixel += columns) {
        int to = keptAt + nth * rows * most + pixel - first;
        micro.panel(
            rows,
            count,
            packed,
            left,
            scratch,
            (pixel - first) * count,
            scratch,
            term == 0 ? startAt : to,
            term == 0 ? columns : most,
            scratch,
            to,
            most);
      }
    }

    /** Puts the sums that were kept where they belong. */
    void write(int firstPanel, int endPanel) {
      int firstFilter = firstPanel * micro.denseRows();
      int endFilter = Math.min(endPanel * micro.denseRows(), filters);
      for (int pixel = first; pixel < end; ) {
        int place = pixel % out.count;
        int run = Math.min(end - pixel, out.count - place);
        int plane = (pixel / out.count * groups + group) * filters;
        for (int filter = firstFilter; filter < endFilter; filter++) {
          int from = keptAt + (filter - firstFilter) * most + pixel - first;
          out.write(scratch, from, into, (plane + filter) * out.plane, place, run);
        }
        pixel += run;
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
        int filter, int used, int pixel, int places, int term, int count, int left, int right) {
      if (term > 0) {
        exchange(filter, used, pixel, places, false);
      }
      int start = term > 0 ? edgeAt : startAt;
      micro.panel(
          used, count, packed, left, scratch, right, scratch, start, columns, scratch, edgeAt,
          columns);
      exchange(filter, used, pixel, places, true);
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
