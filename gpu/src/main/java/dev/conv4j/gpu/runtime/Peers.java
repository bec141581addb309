package dev.conv4j.gpu.runtime;

/**
 * Devices that copy to each other's memory by themselves. A copy takes its place in the order of
 * both devices.
 *
 * <p>Thread safety: one thread at a time.
 */
public interface Peers extends AutoCloseable {

  /** How they copy, for people. */
  String description();

  /**
   * Copies the first {@code bytes} of a buffer to the start of one on another device.
   *
   * @param from the number of the device in the group
   * @param to likewise, another one
   * @param bytes 1 or more
   */
  void copy(int from, GpuBuffer source, int to, GpuBuffer target, long bytes);

  /** Ends it; the devices stay. Twice does nothing. */
  @Override
  void close();
}
