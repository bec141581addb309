package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * Carries tensors from one device of a group to another without the host's memory. What was asked
 * of either device before is done before, and what is asked of it later sees the copy.
 *
 * <p>Thread safety: one thread at a time.
 */
public interface Exchange extends AutoCloseable {

  /** How it carries, for people, such as {@code NCCL 2.29.2}. */
  String description();

  /**
   * Copies a tensor, bit for bit.
   *
   * @param from on a device of the group
   * @param to of the same shape and type, on another device of the group
   */
  void carry(Tensor from, Tensor to);

  /** Ends it; the devices stay. Twice does nothing. */
  @Override
  void close();
}
