package dev.conv4j.nn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Keeps {@link PredictionBuffers} that nobody uses, by how many images they take, which is a power
 * of two. Any number of threads.
 */
final class BufferStore {
  private final IntFunction<PredictionBuffers> create;
  private final List<Deque<PredictionBuffers>> kept = new ArrayList<>();
  private boolean closed;

  /**
   * @param create makes buffers for so many images
   * @param most the largest number of images
   */
  BufferStore(IntFunction<PredictionBuffers> create, int most) {
    this.create = create;
    for (int i = 0; i <= index(most); i++) {
      kept.add(new ArrayDeque<>());
    }
  }

  private static int index(int images) {
    return Integer.numberOfTrailingZeros(images);
  }

  /** The largest number of images that buffers are kept for, but not more than {@code wanted}. */
  int piece(int wanted) {
    return Math.min(Integer.highestOneBit(wanted), 1 << (kept.size() - 1));
  }

  /** Lends buffers; {@link #giveBack} when done. */
  PredictionBuffers take(int images) {
    PredictionBuffers buffers;
    synchronized (this) {
      buffers = kept.get(index(images)).poll();
    }
    return buffers == null ? create.apply(images) : buffers;
  }

  synchronized void giveBack(PredictionBuffers buffers) {
    if (closed) {
      buffers.close();
    } else {
      kept.get(index(buffers.images())).push(buffers);
    }
  }

  /** Gives the memory of all buffers back; those that are in use follow when they are done. */
  synchronized void close() {
    closed = true;
    for (Deque<PredictionBuffers> some : kept) {
      some.forEach(PredictionBuffers::close);
      some.clear();
    }
  }
}
