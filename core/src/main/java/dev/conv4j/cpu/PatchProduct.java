package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, and its gradient by the input, as the product of the filters with {@link Patches},
 * which are laid out block by block of places and terms. With many filters that costs little, and
 * the product runs as fast as any. The gradient is a product for each remainder of the stride; a
 * task computes all of them for some places, so that the outputs between which they write are still
 * in a cache.
 *
 * <p>A plan depends on the shapes without the batch; any number of threads may run it.
 */
final class PatchProduct implements SlidingPlan {
  /** Floats of a packed block of places, roughly: it stays in the second cache. */
  private static final int BLOCK = 1 << 15;

  /** The number of tasks that the work is cut into where there are filters enough. */
  private static final int TASKS = 8;

  /** The fewest panels of filters in one task: each packs its places by itself. */
  private static final int LEAST_PANELS = 16;

  private final MicroKernel micro;
  private final int groups;

  /** Channels of a group that are written. */
  private final int filters;

  private final List<PatchPart> parts = new ArrayList<>();

  /** Whether there are outputs that no part writes, which become 0. */
  private final boolean clears;

  /** Places in one block of each part. */
  private final int perBlock;

  private PatchProduct(
      MicroKernel micro,
      int groups,
      int channels,
      int filters,
      List<Axis> rowAxes,
      List<Axis> columnAxes,
      WeightLayout weights,
      Shape into) {
    this.micro = micro;
    this.groups = groups;
    this.filters = filters;
    int elements =
        rowAxes.stream().mapToInt(axis -> axis.element.length).max().orElse(0)
            * columnAxes.stream().mapToInt(axis -> axis.element.length).max().orElse(0);
    int termBlock = Math.max(Product.termBlock(channels * elements), 1);
    this.perBlock = Math.max(BLOCK / (termBlock * micro.panelColumns()), 4) * micro.panelColumns();
    boolean all = true;
    for (Axis row : rowAxes) {
      for (Axis column : columnAxes) {
        if (row.hasElements() && column.hasElements()) {
          parts.add(
              new PatchPart(
                  micro, groups, channels, filters, row, column, weights, into, perBlock));
        } else {
          all = false;
        }
      }
    }
    this.clears = !all;
  }

  /** The convolution itself. */
  static PatchProduct forward(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int area = g.kernel().area();
    int channels = w.intExtent(1);
    return new PatchProduct(
        micro,
        g.groups(),
        channels,
        w.intExtent(0) / g.groups(),
        List.of(Axis.rows(x, y, g)),
        List.of(Axis.columns(x, y, g)),
        new WeightLayout(channels * area, area, g.kernel().width()),
        y);
  }

  /** The gradient by the input. */
  static PatchProduct inputGradient(MicroKernel micro, Shape x, Shape w, Shape y, ConvGeometry g) {
    int area = g.kernel().area();
    int channels = w.intExtent(1);
    return new PatchProduct(
        micro,
        g.groups(),
        w.intExtent(0) / g.groups(),
        channels,
        Axis.inputGradientRows(x, y, g),
        Axis.inputGradientColumns(x, y, g),
        new WeightLayout(area, channels * area, g.kernel().width()),
        x);
  }

  @Override
  public long packedCount() {
    return parts.stream().mapToLong(part -> part.weights().packedCount()).sum();
  }

  @Override
  public void packWeights(Workers workers, float[] w, float[] packed) {
    int at = 0;
    for (PatchPart part : parts) {
      part.weights().pack(workers, w, packed, at);
      at += (int) part.weights().packedCount();
    }
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
    if (!finish.isNothing() && !parts.stream().allMatch(PatchPart::writesAll)) {
      SlidingPlan.super.run(workers, images, packed, from, bias, into, finish);
      return;
    }
    if (clears) {
      Pieces.run(workers, into.length, (first, end) -> Arrays.fill(into, first, end, 0));
    }
    int most = parts.stream().mapToInt(part -> images * part.count()).max().orElse(0);
    int blocks = Math.ceilDiv(most, perBlock);
    int panels = Math.ceilDiv(filters, micro.denseRows());
    int wanted = Math.max(Math.ceilDiv(TASKS, Math.max(groups * blocks, 1)), 1);
    int cuts = Math.clamp(panels / LEAST_PANELS, 1, wanted);
    int perCut = Math.ceilDiv(panels, cuts);
    long work =
        parts.stream().mapToLong(part -> (long) part.count() * part.terms()).sum()
            * images
            * groups
            * filters;
    workers.run(
        groups * blocks * cuts,
        work,
        parts.stream().mapToInt(part -> part.room(perCut)).max().orElse(0),
        (task, scratch) -> {
          int first = task / cuts % blocks * perBlock;
          int panel = task % cuts * perCut;
          int packedAt = 0;
          for (PatchPart part : parts) {
            int end = Math.min(first + perBlock, images * part.count());
            if (first < end) {
              part.multiply(
                  packed,
                  packedAt,
                  from,
                  bias,
                  into,
                  scratch,
                  task / cuts / blocks,
                  first,
                  end,
                  panel,
                  Math.min(panel + perCut, panels),
                  finish);
            }
            packedAt += (int) part.weights().packedCount();
          }
        });
  }
}
