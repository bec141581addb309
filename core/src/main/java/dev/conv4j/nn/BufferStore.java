package dev.conv4j.nn;

import dev.conv4j.DeviceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Keeps {@link PredictionBuffers} that nobody uses, by how many images they take, which is a power
 * of two, and the layers that all of them run. Any number of threads.
 */
final class BufferStore {
  private final PreparedPlan layers;
  private final IntFunction<PredictionBuffers> create;
  private final List<Deque<PredictionBuffers>> kept = new ArrayList<>();
  private int lent;
  private boolean closed;

  /**
   * @param layers what the buffers are for; closed when the store is and nobody uses them
   * @param create makes buffers for so many images
   * @param most the largest number of images, a power of two
   */
  BufferStore(PreparedPlan layers, IntFunction<PredictionBuffers> create, int most) {
    this.layers = layers;
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

  /**
   * Lends buffers; {@link #giveBack} when done.
   *
   * @throws DeviceException if the store was closed
   */
  PredictionBuffers take(int images) {
    PredictionBuffers buffers;
    synchronized (this) {
      if (closed) {
        throw new DeviceException(
            "Predictor", "an open predictor", "one that was closed", "Make a new one");
      }
      lent++;
      buffers = kept.get(index(images)).poll();
    }
    if (buffers != null) {
      return buffers;
    }
    try {
      return create.apply(images);
    } catch (RuntimeException e) {
      returned();
      throw e;
    }
  }

  synchronized void giveBack(PredictionBuffers buffers) {
    kept.get(index(buffers.images())).push(buffers);
    returned();
  }

  private synchronized void returned() {
    lent--;
    closeIfIdle();
  }

  /** Gives all memory back; as soon as nobody uses it any more. */
  synchronized void close() {
    closed = true;
    closeIfIdle();
  }

  private void closeIfIdle() {
    if (closed && lent == 0) {
      for (Deque<PredictionBuffers> some : kept) {
        some.forEach(PredictionBuffers::close);
        some.clear();
      }
      layers.close();
    }
  }
}
