package dev.conv4j.gpu.runtime;

import dev.conv4j.DeviceException;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets calls through until it is closed. Closing waits for the calls that are under way, so nobody
 * is in the driver when its handles are given back.
 *
 * <p>Thread safety: any number of threads may be inside at once; a thread inside may enter again,
 * and must not close.
 */
public final class Gate {

  /** A call that is under way, until it is closed. */
  public interface Call extends AutoCloseable {
    @Override
    void close();
  }

  private final String device;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Call call = () -> lock.readLock().unlock();
  private boolean closed;

  /**
   * An open gate.
   *
   * @param device the device's name, which appears in messages
   */
  public Gate(String device) {
    this.device = device;
  }

  /**
   * Begins a call.
   *
   * @throws DeviceException if the gate is closed
   */
  public Call enter() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      throw new DeviceException(
          device, "an open device", "one that was closed", "Open it again with Devices.open");
    }
    return call;
  }

  /** Runs {@code action} as a call; does nothing if the gate is closed. */
  public void ifOpen(Runnable action) {
    lock.readLock().lock();
    try {
      if (!closed) {
        action.run();
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Closes the gate and runs {@code last}, once nobody is inside; does nothing if it is closed. */
  public void close(Runnable last) {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        last.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
