package dev.conv4j.tensor.spi;

/**
 * Notes what steps ask of a device, to do it again at the cost of one call, and keeps the memory in
 * which they run. The steps of one recorder share that memory, so they run one after the other.
 *
 * <p>A step always runs the same kernels, in the same order, on tensors of the same shapes. It may
 * allocate what it needs on the way, and then gives it back. What changes from one time to the next
 * (pixels, a learning rate) lies in tensors that it does not allocate, and is written before it
 * runs. A step reads nothing from the device and does not wait for it.
 *
 * <p>The bits are those of the step itself. Nobody may close tensors that a step uses before the
 * recorder is closed.
 *
 * <p>Thread safety: one thread at a time.
 */
public interface StepRecorder extends AutoCloseable {

  /** A step that is to be noted. */
  RecordedStep step(Runnable body);

  /**
   * Does something once, in the memory of the steps: whoever does between two steps what they do,
   * and wants to look at the values on the way, needs no second set of memory.
   */
  void plainly(Runnable body);

  /** Forgets all steps and gives their memory back. Twice does nothing. */
  @Override
  void close();
}
