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
 * <p>On a device with memory of its own, images that are in memory go there once, if they take no
 * more than a quarter of what is free; batches are then made there, and their bits are the same.
 * Augmentations are done there too if all of them only move pixels or cover them.
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
  private final Normalization normalization;
  private final Augmentations augmentations;
  private final int classes;
  private final int batchSize;
  private final Batch whole;
  private final @Nullable Batch last;
  private final @Nullable ResidentImages resident;
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
    this(data, normalization, batchSize, augmentations, data.labels().size(), device);
  }

  /**
   * A loader for a model that knows more classes than the data.
   *
   * @param batchSize images in a batch; the last of an epoch holds what is left
   * @param augmentations if they mix images, batches have {@link Batch#targets}
   * @param classes the model's, at least as many as the data has labels: so many shares has each
   *     image in the targets
   * @param device where the batches are wanted
   */
  public BatchLoader(
      Dataset data,
      Normalization normalization,
      int batchSize,
      Augmentations augmentations,
      int classes,
      Device device) {
    require(data, normalization, batchSize);
    requireClasses(data, classes);
    this.data = KeptImages.of(data);
    this.normalization = normalization;
    this.augmentations = augmentations;
    this.classes = augmentations.mixes() ? classes : 0;
    this.batchSize = Math.min(batchSize, data.size());
    int rest = data.size() % this.batchSize;
    List<Tensor> allocated = new ArrayList<>();
    try {
      this.whole = allocate(this.batchSize, device, allocated);
      this.last = rest == 0 ? null : allocate(rest, device, allocated);
      this.resident = ResidentImages.of(data, normalization, augmentations, device).orElse(null);
    } catch (RuntimeException | Error e) {
      allocated.forEach(Tensor::close);
      throw e;
    }
    if (resident != null) {
      workers = new ImageWorker[0];
      return;
    }
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Slot(onHost(this.batchSize), rest == 0 ? null : onHost(rest));
    }
    workers = new ImageWorker[device.hostThreads()];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new ImageWorker(this.data, normalization, augmentations, this.classes);
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

  private static void requireClasses(Dataset data, int classes) {
    if (classes < data.labels().size()) {
      throw new DataException(
          "classes of the targets",
          data.labels().size() + " or more, as the data has",
          Integer.toString(classes),
          "");
    }
  }

  private HostBatch onHost(int images) {
    return new HostBatch(images, perImage(), classes);
  }

  private int perImage() {
    return Math.toIntExact(data.imageShape().count());
  }

  private Batch allocate(int images, Device device, List<Tensor> allocated) {
    Tensor pixels =
        keep(
            allocated,
            Tensor.allocate(
                device,
                ElementType.FLOAT32,
                data.imageShape().batched(images),
                "images of the batch"));
    Tensor labels =
        keep(
            allocated,
            Tensor.allocate(device, ElementType.INT32, Shape.of(images), "labels of the batch"));
    Tensor targets =
        classes == 0
            ? null
            : keep(
                allocated,
                Tensor.allocate(
                    device,
                    ElementType.FLOAT32,
                    Shape.of(images, classes),
                    "targets of the batch"));
    return new Batch(pixels, labels, targets);
  }

  private static Tensor keep(List<Tensor> allocated, Tensor tensor) {
    allocated.add(tensor);
    return tensor;
  }

  /** Whether all images lie on the device. */
  public boolean isResident() {
    return resident != null;
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
    return new Epoch(order(seed, epoch), firstBatch);
  }

  private EpochOrder order(long seed, int epoch) {
    RandomStream random = new RandomStream(seed, Purpose.SHUFFLE, epoch, 0);
    return new EpochOrder(Subset.shuffled(data.size(), random), seed, epoch, true);
  }

  /**
   * One batch of the epoch that {@link #shuffled} gives, by itself. An epoch that is being read
   * must not be read on afterwards.
   *
   * @param batch from 0
   */
  public Batch single(long seed, int epoch, int batch) {
    EpochOrder order = order(seed, epoch);
    Batch filled = room(batch);
    int first = batch * batchSize;
    if (resident != null) {
      resident.arrange(order);
      resident.fill(filled, first);
    } else {
      HostBatch host = onHost(filled.size());
      ImageWorker worker = new ImageWorker(data, normalization, augmentations, classes);
      worker.fill(order, first, first + filled.size(), host, first);
      send(host, filled);
    }
    return filled;
  }

  /** Where a batch of an epoch lies. */
  private Batch room(int batch) {
    return last != null && batch == batches() - 1 ? last : whole;
  }

  private static void send(HostBatch host, Batch batch) {
    batch.images().write(host.pixels);
    batch.labels().write(host.labels);
    if (batch.targets() != null && host.targets != null) {
      batch.targets().write(host.targets);
    }
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
      if (resident != null) {
        resident.arrange(order);
        return;
      }
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
      if (resident != null) {
        Batch batch = room(nextBatch);
        resident.fill(batch, nextBatch * batchSize);
        nextBatch++;
        return batch;
      }
      try {
        Throwable failure = assembly.await();
        if (failure != null) {
          throw rethrown(failure);
        }
        HostBatch filled = hostBatch(nextBatch);
        Batch batch = room(nextBatch);
        send(filled, batch);
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
    if (resident != null) {
      resident.close();
    }
  }
}
