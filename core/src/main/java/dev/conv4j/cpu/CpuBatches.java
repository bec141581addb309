package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.array;
import static dev.conv4j.cpu.ArrayStorage.bytes;
import static dev.conv4j.cpu.ArrayStorage.floats;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;

/** Batches of examples that lie in arrays, an item a task. */
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
  public void look(Tensor all, Tensor values, Tensor order, long first, Tensor into) {
    int perItem = (int) all.shape().countPerItem();
    int channels = all.shape().intExtent(1);
    byte[] pixels = bytes(all);
    float[] table = floats(values);
    int[] numbers = ints(order);
    float[] images = floats(into);
    items(
        into,
        (item, at) -> {
          int from = numbers[(int) first + item] * perItem;
          int plane = perItem / channels;
          for (int c = 0; c < channels; c++) {
            int row = c * BYTE_VALUES;
            for (int i = c * plane; i < (c + 1) * plane; i++) {
              images[at + i] = table[row + (pixels[from + i] & 0xFF)];
            }
          }
        });
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
