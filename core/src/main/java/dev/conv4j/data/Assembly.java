package dev.conv4j.data;

import org.jspecify.annotations.Nullable;

/**
 * Who does what while the batches of an epoch are made. Threads take pieces of batches in order;
 * only as many batches are in the making as there is room for. One thread takes whole batches out,
 * in order.
 */
final class Assembly {
  private final int images;
  private final int batchSize;
  private final int piece;

  /** For each batch in the making how many images it still lacks. */
  private final int[] lacking;

  private int nextImage;
  private int batchesTaken;
  private int brokenBatch = Integer.MAX_VALUE;
  private @Nullable Throwable failure;
  private boolean closed;

  /**
   * An epoch.
   *
   * @param piece images that one thread makes at a time
   * @param slots how many batches may be in the making, or made and not yet taken
   * @param firstBatch the first that is wanted
   */
  Assembly(int images, int batchSize, int piece, int slots, int firstBatch) {
    this.images = images;
    this.batchSize = batchSize;
    this.piece = piece;
    this.lacking = new int[slots];
    this.nextImage = (int) Math.min((long) firstBatch * batchSize, images);
    this.batchesTaken = firstBatch;
  }

  /** The place of the next piece's first image, once there is room for it; -1 if there is none. */
  synchronized int take() throws InterruptedException {
    while (isOpen() && nextImage / batchSize >= batchesTaken + lacking.length) {
      wait();
    }
    if (!isOpen()) {
      return -1;
    }
    int from = nextImage;
    if (from % batchSize == 0) {
      lacking[slot(from / batchSize)] = Math.min(batchSize, images - from);
    }
    nextImage = end(from);
    return from;
  }

  private boolean isOpen() {
    return !closed && failure == null && nextImage < images;
  }

  /** The place after a piece's last image. */
  int end(int from) {
    int endOfBatch = (from / batchSize + 1) * batchSize;
    return Math.min(Math.min(from + piece, endOfBatch), images);
  }

  /** Where a batch is made. */
  int slot(int batch) {
    return batch % lacking.length;
  }

  /** Says that a piece is done. */
  synchronized void done(int from) {
    int slot = slot(from / batchSize);
    lacking[slot] -= end(from) - from;
    if (lacking[slot] == 0) {
      notifyAll();
    }
  }

  /** Says that a piece cannot be done; the batches before it will be. */
  synchronized void fail(int from, Throwable reason) {
    int batch = from / batchSize;
    if (batch < brokenBatch) {
      brokenBatch = batch;
      failure = reason;
    }
    notifyAll();
  }

  /**
   * Waits for the next batch.
   *
   * @return why it cannot be made, or null
   */
  synchronized @Nullable Throwable await() throws InterruptedException {
    int begin = batchesTaken * batchSize;
    while (brokenBatch > batchesTaken && (nextImage <= begin || lacking[slot(batchesTaken)] > 0)) {
      wait();
    }
    return brokenBatch <= batchesTaken ? failure : null;
  }

  /** Says that the batch that was waited for has been used. */
  synchronized void taken() {
    batchesTaken++;
    notifyAll();
  }

  /** Ends the work. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
