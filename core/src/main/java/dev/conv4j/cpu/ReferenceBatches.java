package dev.conv4j.cpu;

import static dev.conv4j.cpu.ArrayStorage.array;
import static dev.conv4j.cpu.ArrayStorage.bytes;
import static dev.conv4j.cpu.ArrayStorage.doubles;
import static dev.conv4j.cpu.ArrayStorage.ints;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;

/** Batches by their definitions. */
final class ReferenceBatches implements BatchKernels {

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // the arrays of tensors of one type
  public void store(Tensor some, Tensor all, long first) {
    int perItem = (int) all.shape().countPerItem();
    System.arraycopy(array(some), 0, array(all), (int) first * perItem, some.shape().intCount());
  }

  @Override
  @SuppressWarnings("SuspiciousSystemArraycopy") // the arrays of tensors of one type
  public void select(Tensor all, Tensor order, long first, Tensor into) {
    int perItem = (int) all.shape().countPerItem();
    int[] numbers = ints(order);
    for (int i = 0; i < into.shape().intExtent(0); i++) {
      int from = numbers[(int) first + i] * perItem;
      System.arraycopy(array(all), from, array(into), i * perItem, perItem);
    }
  }

  @Override
  public void look(Tensor all, Tensor values, Tensor order, long first, Tensor into) {
    int perItem = (int) all.shape().countPerItem();
    int plane = perItem / all.shape().intExtent(1);
    byte[] pixels = bytes(all);
    double[] table = doubles(values);
    int[] numbers = ints(order);
    double[] images = doubles(into);
    for (int i = 0; i < images.length; i++) {
      int within = i % perItem;
      int pixel = pixels[numbers[(int) first + i / perItem] * perItem + within] & 0xFF;
      images[i] = table[within / plane * 256 + pixel];
    }
  }
}
