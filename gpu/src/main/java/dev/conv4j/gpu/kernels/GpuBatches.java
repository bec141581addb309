package dev.conv4j.gpu.kernels;

import static dev.conv4j.gpu.kernels.Blocks.buffer;
import static dev.conv4j.gpu.kernels.Blocks.bufferOrNull;

import dev.conv4j.DataException;
import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;
import dev.conv4j.tensor.spi.ImageMoves;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batches of examples that lie on the device, a work item for each element. */
final class GpuBatches implements BatchKernels {
  private final Program program;

  GpuBatches(Program program) {
    this.program = program;
  }

  @Override
  public void store(Tensor some, Tensor all, long first) {
    long count = some.shape().count();
    if (count > 0) {
      program.launch(
          some.type() == ElementType.UINT8 ? "store_bytes" : "store_words",
          Grid.covering(count, Grids.ITEMS),
          Arguments.of(buffer(some), buffer(all)).longs(first * all.shape().countPerItem(), count));
    }
  }

  @Override
  public void select(Tensor all, Tensor order, long first, Tensor into) {
    requireItems(order, all);
    if (into.shape().count() > 0) {
      long perItem = into.shape().countPerItem();
      program.launch(
          "select_items",
          grid(into, perItem),
          Arguments.of(buffer(all), buffer(order), buffer(into))
              .longs(first, into.shape().extent(0), perItem));
    }
    GpuStorage.of(into).chosenFrom(GpuStorage.of(all));
  }

  @Override
  public void images(
      Tensor all,
      @Nullable Tensor values,
      Tensor order,
      long first,
      @Nullable ImageMoves moves,
      Tensor into) {
    requireItems(order, all);
    if (into.shape().count() == 0) {
      return;
    }
    boolean areBytes = all.type() == ElementType.UINT8;
    List<ImageMoves.Step> steps = moves == null ? List.of() : moves.steps();
    program.launch(
        "batch_images",
        grid(into, into.shape().countPerItem()),
        Arguments.of()
            .buffer(areBytes ? buffer(all) : null)
            .buffer(areBytes ? null : buffer(all))
            .buffer(bufferOrNull(values))
            .buffer(buffer(order))
            .buffer(moves == null ? null : buffer(moves.numbers()))
            .buffer(moves == null ? null : buffer(moves.colours()))
            .buffer(buffer(into))
            .longs(first, into.shape().extent(0), program(steps))
            .ints(into.shape().intExtent(1), into.shape().intExtent(2), into.shape().intExtent(3))
            .ints(steps.size(), ImageMoves.numbers(steps)));
  }

  /** The codes of the steps, 8 bits each. */
  private static long program(List<ImageMoves.Step> steps) {
    long codes = 0;
    for (int i = 0; i < steps.size(); i++) {
      codes |= (long) steps.get(i).code() << (8 * i);
    }
    return codes;
  }

  private static Grid grid(Tensor into, long perItem) {
    return Grids.rows(
        Math.ceilDiv(perItem, (long) Grids.ITEMS), into.shape().extent(0), Grids.ITEMS);
  }

  /** A number that is no item's would be read from somebody else's memory. */
  private static void requireItems(Tensor order, Tensor all) {
    GpuStorage.Range written = GpuStorage.of(order).written();
    long items = all.shape().extent(0);
    if (written != null
        && order.shape().count() > 0
        && (written.least() < 0 || written.greatest() >= items)) {
      int wrong = written.least() < 0 ? written.least() : written.greatest();
      throw new DataException(
          "the order of the examples",
          "numbers from 0 to " + (items - 1),
          Integer.toString(wrong),
          "");
    }
  }
}
