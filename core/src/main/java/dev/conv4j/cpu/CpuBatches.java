package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.array;
import static dev.conv4j.cpu.ArrayStorage.bytes;
import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;
import dev.conv4j.tensor.spi.ImageMoves;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Batches of examples that lie in arrays, an item a task. A pixel is followed back through the
 * moves to where it comes from.
 */
final class CpuBatches implements BatchKernels {
  private static final int BYTE_VALUES = 256;

  private final Workers workers;

  CpuBatches(Workers workers) {
    this.workers = workers;
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // the arrays of tensors of one type
  public void store(Tensor some, Tensor all, long first) {
    int at = Math.toIntExact(first * all.shape().countPerItem());
    System.arraycopy(array(some), 0, array(all), at, some.shape().intCount());
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // the arrays of tensors of one type
  public void select(Tensor all, Tensor order, long first, Tensor into) {
    int perItem = (int) all.shape().countPerItem();
    int[] numbers = ints(order);
    Object from = array(all);
    Object to = array(into);
    items(
        into,
        (item, at) ->
            System.arraycopy(from, numbers[(int) first + item] * perItem, to, at, perItem));
  }

  @Override
  public void images(
      Tensor all,
      @Nullable Tensor values,
      Tensor order,
      long first,
      @Nullable ImageMoves moves,
      Tensor into) {
    if (values == null && moves == null) {
      select(all, order, first, into);
      return;
    }
    int[] numbers = ints(order);
    int plane = into.shape().intExtent(2) * into.shape().intExtent(3);
    int channels = into.shape().intExtent(1);
    items(
        into,
        (item, at) -> {
          for (int c = 0; c < channels; c++) {
            int from = (numbers[(int) first + item] * channels + c) * plane;
            if (moves == null) {
              look(
                  bytes(all),
                  from,
                  floats(Objects.requireNonNull(values)),
                  c,
                  floats(into),
                  at + c * plane,
                  plane);
            } else {
              move(all, from, values, moves, item, c, into, at + c * plane);
            }
          }
        });
  }

  private static void look(
      byte[] pixels, int from, float[] values, int channel, float[] images, int at, int count) {
    int row = channel * BYTE_VALUES;
    for (int i = 0; i < count; i++) {
      images[at + i] = values[row + (pixels[from + i] & 0xFF)];
    }
  }

  private static void move(
      Tensor all,
      int from,
      @Nullable Tensor values,
      ImageMoves moves,
      int item,
      int channel,
      Tensor into,
      int at) {
    int height = into.shape().intExtent(2);
    int width = into.shape().intExtent(3);
    int perImage = moves.numbers().shape().intExtent(1);
    MovedPixel pixel =
        new MovedPixel(moves.steps(), ints(moves.numbers()), (item + 1) * perImage, height, width);
    float[] images = floats(into);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int source = pixel.source(y, x);
        images[at + y * width + x] =
            source < 0
                ? floats(moves.colours())[2 * channel + -1 - source]
                : values == null
                    ? floats(all)[from + source]
                    : floats(values)[channel * BYTE_VALUES + (bytes(all)[from + source] & 0xFF)];
      }
    }
  }

  /** What to do with one item of a batch, whose elements begin at {@code at}. */
  private interface Body {
    void run(int item, int at);
  }

  private void items(Tensor into, Body body) {
    int perItem = (int) into.shape().countPerItem();
    workers.run(
        into.shape().intExtent(0),
        into.shape().count(),
        0,
        (item, scratch) -> body.run(item, item * perItem));
  }
}
