package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Turns a data set into batches on a device, preparing the next ones on a thread of its own while
 * the current one is used. The order comes from (seed, epoch) alone; the memory is reused. Images
 * that are not in memory are decoded once and kept, up to a quarter of the heap. On a device with
 * memory of its own, images that are in memory go there once, if they take no more than a quarter
 * of what is free, and batches are made there; their bits are the same.
 *
 * <p>Thread safety: one thread at a time.
 */
public final class BatchLoader implements AutoCloseable {
  /** Batches in the making: one being filled, one or two waiting. */
  private static final int SLOTS = 3;

  private final Dataset data;
  private final Normalization normalization;
  private final int batchSize;
  private final int perImage;
  private final Batch whole;
  private final @Nullable Batch last;
  private final @Nullable ResidentImages resident;
  private final Slot[] slots;

  /** One batch in host memory; the last of an epoch may be smaller and has arrays of its own. */
  private static final class Slot {
    private final Arrays whole;
    private final @Nullable Arrays last;
    private Arrays filled;
    private @Nullable Throwable failure;

    Slot(Arrays whole, @Nullable Arrays last) {
      this.whole = whole;
      this.last = last;
      this.filled = whole;
    }
  }

  private static final class Arrays {
    private final float[] pixels;
    private final int[] labels;

    Arrays(int images, int perImage) {
      pixels = new float[Math.multiplyExact(images, perImage)];
      labels = new int[images];
    }
  }

  /**
   * A loader.
   *
   * @param batchSize images in a batch; the last of an epoch holds what is left
   * @param device where the batches are wanted
   */
  public BatchLoader(Dataset data, Normalization normalization, int batchSize, Device device) {
    if (batchSize < 1) {
      throw new DataException("batch size", "1 or more", Integer.toString(batchSize), "");
    }
    if (data.size() == 0) {
      throw new DataException("data", "at least one image", "none", "");
    }
    if (normalization.channels() != data.imageShape().extent(0)) {
      throw new DataException(
          "normalisation",
          data.imageShape().extent(0) + " channels, as the images " + data.imageShape() + " have",
          Integer.toString(normalization.channels()),
          "");
    }
    this.data = KeptImages.of(data);
    this.normalization = normalization;
    this.batchSize = Math.min(batchSize, data.size());
    this.perImage = Math.toIntExact(data.imageShape().count());
    int rest = data.size() % this.batchSize;
    List<Tensor> allocated = new ArrayList<>();
    try {
      this.whole = allocate(this.batchSize, device, allocated);
      this.last = rest == 0 ? null : allocate(rest, device, allocated);
      this.resident = ResidentImages.of(data, normalization, device).orElse(null);
    } catch (RuntimeException | Error e) {
      allocated.forEach(Tensor::close);
      throw e;
    }
    this.slots = new Slot[resident == null ? SLOTS : 0];
    for (int i = 0; i < slots.length; i++) {
      slots[i] =
          new Slot(
              new Arrays(this.batchSize, perImage), rest == 0 ? null : new Arrays(rest, perImage));
    }
  }

  /** Whether all images lie on the device. */
  public boolean isResident() {
    return resident != null;
  }

  private Batch allocate(int images, Device device, List<Tensor> allocated) {
    Shape shape = data.imageShape().batched(images);
    Tensor pixels = Tensor.allocate(device, ElementType.FLOAT32, shape, "images of the batch");
    allocated.add(pixels);
    Tensor labels =
        Tensor.allocate(device, ElementType.INT32, Shape.of(images), "labels of the batch");
    allocated.add(labels);
    return new Batch(pixels, labels);
  }

  /** The number of batches in an epoch. */
  public int batches() {
    return Math.ceilDiv(data.size(), batchSize);
  }

  /**
   * One epoch in random order. A batch is valid until the next is asked for.
   *
   * @param firstBatch how many batches to leave out, to go on in the middle
   */
  public Epoch shuffled(long seed, int epoch, int firstBatch) {
    return new Epoch(order(seed, epoch), firstBatch);
  }

  /**
   * One batch of the epoch that {@link #shuffled} gives, by itself. An epoch that is being read
   * must not be read on afterwards.
   *
   * @param batch from 0
   */
  public Batch single(long seed, int epoch, int batch) {
    int[] order = order(seed, epoch);
    Batch filled = last != null && batch == batches() - 1 ? last : whole;
    if (resident != null) {
      resident.arrange(order);
      resident.fill(filled, batch * batchSize);
    } else {
      Arrays arrays = new Arrays(filled.size(), perImage);
      fill(order, batch, arrays);
      filled.images().write(arrays.pixels);
      filled.labels().write(arrays.labels);
    }
    return filled;
  }

  private int[] order(long seed, int epoch) {
    return Subset.shuffled(data.size(), new RandomStream(seed, Purpose.SHUFFLE, epoch, 0));
  }

  private void fill(int[] order, int batch, Arrays into) {
    int first = batch * batchSize;
    int plane = perImage / normalization.channels();
    for (int i = 0; i < into.labels.length; i++) {
      int index = order[first + i];
      data.readImage(index, into.pixels, i * perImage);
      normalization.apply(into.pixels, i * perImage, plane);
      into.labels[i] = label(index);
    }
  }

  /** What devices do with a label that is no class is their own business, but none likes it. */
  private int label(int index) {
    int label = data.label(index);
    if (label < 0 || label >= data.labels().size()) {
      throw new DataException(
          "label of image " + index,
          "a class from 0 to " + (data.labels().size() - 1),
          Integer.toString(label),
          "");
    }
    return label;
  }

  /** All examples in their own order, once. A batch is valid until the next is asked for. */
  public Epoch inOrder() {
    return new Epoch(Subset.ascending(data.size()), 0);
  }

  /** The batches of one pass over the data. Close it before the next one begins. */
  public final class Epoch implements Iterator<Batch>, AutoCloseable {
    private final int[] order;
    private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(SLOTS);
    private final BlockingQueue<Slot> ready = new ArrayBlockingQueue<>(SLOTS);
    private final @Nullable Thread filler;
    private int nextBatch;
    private @Nullable Throwable failed;

    private Epoch(int[] order, int firstBatch) {
      this.order = order;
      this.nextBatch = firstBatch;
      for (Slot slot : slots) {
        free.add(slot);
      }
      if (resident == null) {
        filler = Thread.ofPlatform().daemon().name("conv4j-loader").start(() -> fill(firstBatch));
      } else {
        filler = null;
        resident.arrange(order);
      }
    }

    private void fill(int firstBatch) {
      try {
        boolean sound = true;
        for (int batch = firstBatch; sound && batch < batches(); batch++) {
          Slot slot = free.take();
          try {
            fill(slot, batch);
            slot.failure = null;
          } catch (RuntimeException | Error e) {
            slot.failure = e;
            sound = false;
          }
          ready.put(slot);
        }
      } catch (InterruptedException e) {
        // The epoch was closed early; the thread ends.
      }
    }

    private void fill(Slot slot, int batch) {
      int first = batch * batchSize;
      Arrays into = slot.whole;
      if (slot.last != null && first + batchSize > order.length) {
        into = slot.last;
      }
      BatchLoader.this.fill(order, batch, into);
      slot.filled = into;
    }

    @Override
    public boolean hasNext() {
      return nextBatch < batches();
    }

    /**
     * The next batch. What goes wrong while it is prepared is thrown here, and again at every call
     * after it.
     */
    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (resident != null) {
        Batch batch = last != null && nextBatch == batches() - 1 ? last : whole;
        resident.fill(batch, nextBatch * batchSize);
        nextBatch++;
        return batch;
      }
      if (failed != null) {
        throw rethrown(failed);
      }
      try {
        Slot slot = ready.take();
        if (slot.failure != null) {
          failed = slot.failure;
          throw rethrown(failed);
        }
        nextBatch++;
        Batch batch = last != null && slot.filled == slot.last ? last : whole;
        batch.images().write(slot.filled.pixels);
        batch.labels().write(slot.filled.labels);
        free.put(slot);
        return batch;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a batch", e);
      }
    }

    private static RuntimeException rethrown(Throwable failure) {
      if (failure instanceof Error error) {
        throw error;
      }
      return (RuntimeException) failure;
    }

    /** Ends the preparation of further batches. */
    @Override
    public void close() {
      if (filler == null) {
        return;
      }
      filler.interrupt();
      boolean interrupted = false;
      while (filler.isAlive()) {
        try {
          filler.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Gives back the memory of the batches. */
  @Override
  public void close() {
    for (Batch batch : last == null ? new Batch[] {whole} : new Batch[] {whole, last}) {
      batch.images().close();
      batch.labels().close();
    }
    if (resident != null) {
      resident.close();
    }
  }
}
