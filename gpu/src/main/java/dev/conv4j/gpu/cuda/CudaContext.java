package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An open device: its primary context, its stream, and the order in which it is asked. A thread
 * that captures has a stream of its own, on which nothing runs.
 */
final class CudaContext {

  /** Something that is asked of the driver, until it is closed. */
  interface Asking extends AutoCloseable {
    @Override
    void close();
  }

  private final CudaDriver driver;
  private final int device;
  private final String name;
  private final CudaStatus status;
  private final long handle;
  private final long stream;
  private final ReentrantLock order = new ReentrantLock();
  private final Asking asking = order::unlock;

  @SuppressWarnings("ThreadLocalUsage") // each device has captures of its own
  private final ThreadLocal<@Nullable CudaCapture> captures = new ThreadLocal<>();

  /**
   * Retains the device's context.
   *
   * @param device the driver's number of the device
   * @param name what the device is opened by
   */
  CudaContext(CudaDriver driver, int device, String name) {
    this.driver = driver;
    this.device = device;
    this.name = name;
    this.status = new CudaStatus(driver, name);
    handle = made("opening the device", driver.primaryContextRetain, device);
    try {
      check("opening the device", driver.setCurrent.call(handle));
      stream = made("making its stream", driver.streamCreate, CudaDriver.STREAM_NON_BLOCKING);
    } catch (RuntimeException e) {
      driver.primaryContextRelease.call(device);
      throw e;
    }
  }

  CudaDriver driver() {
    return driver;
  }

  /** What the device is opened by. */
  String name() {
    return name;
  }

  CudaStatus status() {
    return status;
  }

  /** The stream that runs what is asked. */
  long stream() {
    return stream;
  }

  /** The stream of this thread: that of its capture, if it captures. */
  long threadsStream() {
    CudaCapture capture = captures.get();
    return capture == null ? stream : capture.stream();
  }

  /** This thread's capture. */
  ThreadLocal<@Nullable CudaCapture> captures() {
    return captures;
  }

  /**
   * Waits for its turn and makes the context this thread's.
   *
   * @throws dev.conv4j.DeviceException if the device is lost
   */
  Asking ask() {
    order.lock();
    try {
      status.requireAlive();
      check("taking the device", driver.setCurrent.call(handle));
      return asking;
    } catch (RuntimeException | Error e) {
      order.unlock();
      throw e;
    }
  }

  /** Like {@link #ask}, for giving back: also where the device is lost. */
  Asking askAtLast() {
    order.lock();
    driver.setCurrent.call(handle);
    return asking;
  }

  void check(String doing, long code) {
    status.check(doing, code);
  }

  /** Calls a function whose first argument takes a handle or an address, which this adds. */
  long made(String doing, NativeFunction function, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_LONG);
      Object[] all = new Object[arguments.length + 1];
      all[0] = result;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      check(doing, function.call(all));
      return result.get(JAVA_LONG, 0);
    }
  }

  /** Calls a function whose first argument takes an int, which this adds. */
  static int number(CudaStatus status, String doing, NativeFunction function, Object... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_INT);
      Object[] all = new Object[arguments.length + 1];
      all[0] = result;
      System.arraycopy(arguments, 0, all, 1, arguments.length);
      status.check(doing, function.call(all));
      return result.get(JAVA_INT, 0);
    }
  }

  /** Gives the stream and the context back. */
  void close() {
    driver.streamDestroy.call(stream);
    driver.primaryContextRelease.call(device);
  }
}
