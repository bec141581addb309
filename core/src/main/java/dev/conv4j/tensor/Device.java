package dev.conv4j.tensor;

import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.Memory;

/**
 * An open device: its memory, and what it computes. Tensors live on exactly one device; model and
 * data must be on the same one. Opened by {@link Devices}; closing it gives back its memory and its
 * threads, and every tensor on it becomes unusable.
 *
 * <p>Thread safety: any number of threads may use a device at once.
 */
public interface Device extends AutoCloseable {

  /** The name by which it is opened, such as {@code cpu} or {@code cuda:0}. */
  String name();

  /** What it is, for people, such as {@code Vector API, 512-bit, 2 threads}. */
  String description();

  /** The device's memory. */
  Memory memory();

  /** What the device computes. */
  Kernels kernels();

  /** Waits until everything that was asked of the device has been done. */
  void synchronize();

  @Override
  void close();
}
