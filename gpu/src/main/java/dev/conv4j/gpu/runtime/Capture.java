package dev.conv4j.gpu.runtime;

/** A run of launches being noted; see {@link GpuRuntime#capture}. */
public interface Capture extends AutoCloseable {

  /** Ends the noting. What was noted can be done any number of times. */
  CapturedStep end();

  /** Ends the noting and forgets it, unless {@link #end} was called. */
  @Override
  void close();
}
