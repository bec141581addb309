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
   * A storage with undefined contents.
   *
   * @throws dev.conv4j.DeviceException if the device has not that much, or is closed
   */
  Storage allocate(ElementType type, long count);

  /** Takes a storage back; nobody may use it any more. */
  void release(Storage storage);

  /** Gives kept storages that nobody uses back to the system. */
  void trim();

  /** How much is in use and kept just now. */
  MemoryUse use();
}
