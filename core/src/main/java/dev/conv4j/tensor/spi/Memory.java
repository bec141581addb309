package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.ElementType;

/**
 * A device's memory: storages are handed out and taken back, and kept in between, so that a program
 * that repeats itself stops allocating. The same requests after the same returns get the same
 * storages.
 *
 * <p>Thread safety: all methods may be called from any thread.
 */
public interface Memory {

  /**
   * A storage with undefined contents, for a kernel to compute in.
   *
   * @throws dev.conv4j.DeviceException if the device has not that much, or is closed
   */
  default Storage allocate(ElementType type, long count) {
    return allocate(type, count, "kernels");
  }

  /**
   * A storage with undefined contents.
   *
   * @param origin what it is for; its {@code toString} names it to a user whose memory is full
   * @throws dev.conv4j.DeviceException if the device has not that much, or is closed
   */
  Storage allocate(ElementType type, long count, Object origin);

  /** Takes a storage back; nobody may use it any more. */
  void release(Storage storage);

  /** Gives kept storages that nobody uses back to the system. */
  void trim();

  /**
   * Bytes that could still be had, for whoever wonders whether to keep data here; 0 if nothing is
   * gained by keeping data, as where the host's own memory is the device's.
   */
  default long roomForData() {
    return 0;
  }

  /** How much is in use and kept just now. */
  MemoryUse use();
}
