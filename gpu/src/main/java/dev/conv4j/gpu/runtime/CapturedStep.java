package dev.conv4j.gpu.runtime;

/**
 * A run of launches that was noted once: the same kernels, grids, buffers and numbers each time it
 * is replayed, at the cost of one call. What changes from one time to the next lies in buffers.
 */
public interface CapturedStep extends AutoCloseable {

  /** Asks for all of it, in the order in which it was noted. Returns before it is done. */
  void replay();

  /** Gives its memory back. Twice does nothing. */
  @Override
  void close();
}
