package dev.conv4j.gpu.runtime;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * One open device as its driver sees it: memory, copies, compiled kernels, and one queue that does
 * everything in the order in which it was asked. Launches and copies to the device return before
 * they are done; a read waits for everything before it.
 *
 * <p>Every failure is a {@link dev.conv4j.DeviceException} that names the device. Nothing a caller
 * does may bring down the JVM: use after close, double close and sizes beyond a buffer are refused
 * here, before a driver is called.
 *
 * <p>Thread safety: any number of threads may use a runtime at once.
 */
public interface GpuRuntime extends AutoCloseable {

  /** What the device is. */
  GpuFacts facts();

  /** Bytes of the device's memory that nobody holds, as far as the driver tells. */
  long freeBytes();

  /**
   * New memory with undefined contents.
   *
   * @param bytes 1 or more
   * @throws NoRoomException if there is no room
   */
  GpuBuffer allocate(long bytes) throws NoRoomException;

  /** Gives memory back once everything that was asked before has been done. Twice does nothing. */
  void free(GpuBuffer buffer);

  /** Copies host memory to the start of a buffer; {@code from} may be changed on return. */
  void write(MemorySegment from, GpuBuffer to);

  /** Copies the start of a buffer to host memory, and waits for it. */
  void read(GpuBuffer from, MemorySegment into);

  /** Copies the first {@code bytes} of one buffer to another on this device. */
  void copy(GpuBuffer from, GpuBuffer to, long bytes);

  /**
   * Compiles, or takes what was compiled before for the same source, device and driver from the
   * cache on disk.
   *
   * @throws dev.conv4j.DeviceException with the compiler's log if it does not compile
   */
  GpuProgram compile(GpuSource source);

  /** Runs a kernel over a grid. */
  void launch(GpuKernel kernel, Grid grid, Arguments arguments);

  /** Waits until everything that was asked has been done. */
  void finish();

  /**
   * From now on this thread's launches and copies on the device are noted and not done, until
   * {@link Capture#end}. What cannot be noted (reads, allocations from the driver, {@link #finish})
   * throws.
   */
  Capture capture();

  /**
   * Lets devices copy to each other by themselves; empty if they cannot, or not better than through
   * the host. Whoever asks closes it, before any of the runtimes.
   *
   * @param all this one first
   */
  default Optional<Peers> peers(List<GpuRuntime> all) {
    return Optional.empty();
  }

  /** Gives everything back. Twice does nothing. */
  @Override
  void close();
}
