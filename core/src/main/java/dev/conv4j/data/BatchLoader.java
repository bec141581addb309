package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.data.augment.Augmentations;
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
import org.jspecify.annotations.Nullable;

/**
 * Turns a data set into batches on a device, preparing the next ones on threads of its own while
 * the current one is used. Order and augmentation come from (seed, epoch) alone; the memory is
 * reused. Images that are not in memory are decoded once and kept, up to a quarter of the heap.
 *
 * <p>One thread prepares images that only need to be copied, else as many as the device may use of
 * the host ({@link Device#hostThreads}). How many these are changes nothing in the batches.
 *
 * <p>Thread safety: one thread at a time.
 */
public final class BatchLoader implements AutoCloseable {
  /** Batches in the making: one being filled, one or two waiting. */
  private static final int SLOTS = 3;

  /** A thread prepares about so many values at a time. */
  private static final int PIECE = 1 << 14;

  private final Dataset data;
  private final Augmentations augmentations;
  private final int batchSize;
  private final Batch whole;
  private final @Nullable Batch last;
  private final Slot[] slots = new Slot[SLOTS];
  private final ImageWorker[] workers;

  /** One batch in host memory; the last of an epoch may be smaller and has arrays of its own. */
  private record Slot(HostBatch whole, @Nullable HostBatch last) {}

  /**
   * A loader of images as they are.
   *
   * @param batchSize images in a batch; the last of an epoch holds what is left
   * @param device where the batches are wanted
   */
  public BatchLoader(Dataset data, Normalization normalization, int batchSize, Device device) {
    this(data, normalization, batchSize, Augmentations.NONE, device);
  }

  /**
   * A loader that augments the images of {@link #shuffled} epochs.
   *
   * @param batchSize images in a batch; the last of an epoch holds what is left
   * @param augmentations if they mix images, batches have {@link Batch#targets}
   * @param device where the batches are wanted
   */
  public BatchLoader(
      Dataset data,
      Normalization normalization,
      int batchSize,
      Augmentations augmentations,
      Device device) {
    require(data, normalization, batchSize);
    this.data = KeptImages.of(data);
    this.augmentations = augmentations;
    this.batchSize = Math.min(batchSize, data.size());
    int rest = data.size() % this.batchSize;
    this.whole = allocate(this.batchSize, device);
    this.last = rest == 0 ? null : allocate(rest, device);
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot(onHost(this.batchSize), rest == 0 ? null : onHost(rest));
    }
    workers = new ImageWorker[device.hostThreads()];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new ImageWorker(this.data, normalization, augmentations);
    }
  }

  private static void require(Dataset data, Normalization normalization, int batchSize) {
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
  }

  private int classes() {
    return augmentations.mixes() ? data.labels().size() : 0;
  }

  private HostBatch onHost(int images) {
    return new HostBatch(images, perImage(), classes());
  }

  private int perImage() {
    return Math.toIntExact(data.imageShape().count());
  }

  private Batch allocate(int images, Device device) {
    Shape shape = data.imageShape().batched(images);
    return new Batch(
        Tensor.allocate(device, ElementType.FLOAT32, shape, "images of the batch"),
        Tensor.allocate(device, ElementType.INT32, Shape.of(images), "labels of the batch"),
        classes() == 0
            ? null
            : Tensor.allocate(
                device, ElementType.FLOAT32, Shape.of(images, classes()), "targets of the batch"));
  }

  /** The number of batches in an epoch. */
  public int batches() {
    return Math.ceilDiv(data.size(), batchSize);
  }

  /**
   * One epoch in random order, augmented. A batch is valid until the next is asked for.
   *
   * @param firstBatch how many batches to leave out, to go on in the middle
   */
  public Epoch shuffled(long seed, int epoch, int firstBatch) {
    RandomStream random = new RandomStream(seed, Purpose.SHUFFLE, epoch, 0);
    int[] order = Subset.shuffled(data.size(), random);
    return new Epoch(new EpochOrder(order, seed, epoch, true), firstBatch);
  }

  /** All examples as they are, in their own order, once. A batch is valid until the next one. */
  public Epoch inOrder() {
    return new Epoch(EpochOrder.ascending(data.size()), 0);
  }

  /** The batches of one pass over the data. Close it before the next one begins. */
  public final class Epoch implements Iterator<Batch>, AutoCloseable {
    private final EpochOrder order;
    private final Assembly assembly;
    private final List<Thread> threads = new ArrayList<>();
    private int nextBatch;

    private Epoch(EpochOrder order, int firstBatch) {
      this.order = order;
      this.nextBatch = firstBatch;
      // Pairs of images are mixed, so a piece has an even number.
      int piece = Math.max(PIECE / perImage() & ~1, 2);
      assembly = new Assembly(order.images(), batchSize, piece, SLOTS, firstBatch);
      boolean easy = KeptImages.isQuick(data) && (augmentations.isNone() || !order.augmented());
      for (int i = 0; i < (easy ? 1 : workers.length); i++) {
        ImageWorker worker = workers[i];
        threads.add(Thread.ofPlatform().daemon().name("conv4j-loader").start(() -> work(worker)));
      }
    }

    private void work(ImageWorker worker) {
      try {
        for (int from = assembly.take(); from >= 0; from = assembly.take()) {
          try {
            fill(worker, from);
            assembly.done(from);
          } catch (RuntimeException | Error e) {
            assembly.fail(from, e);
          }
        }
      } catch (InterruptedException e) {
        // Nobody interrupts these threads; one that is interrupted all the same ends.
      }
    }

    private void fill(ImageWorker worker, int from) {
      int batch = from / batchSize;
      HostBatch into = hostBatch(batch);
      worker.fill(order, from, assembly.end(from), into, batch * batchSize);
    }

    private HostBatch hostBatch(int batch) {
      Slot slot = slots[assembly.slot(batch)];
      return slot.last != null && batch == batches() - 1 ? slot.last : slot.whole;
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
      try {
        Throwable failure = assembly.await();
        if (failure != null) {
          throw rethrown(failure);
        }
        HostBatch filled = hostBatch(nextBatch);
        Batch batch = last != null && nextBatch == batches() - 1 ? last : whole;
        batch.images().write(filled.pixels);
        batch.labels().write(filled.labels);
        if (batch.targets() != null && filled.targets != null) {
          batch.targets().write(filled.targets);
        }
        nextBatch++;
        assembly.taken();
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
      assembly.close();
      boolean interrupted = false;
      for (Thread thread : threads) {
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
          }
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
    whole.close();
    if (last != null) {
      last.close();
    }
  }
}
