package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/**
 * Channels put beside each other and taken apart. Images are {@code [N, C, ...]}; all tensors of a
 * call agree in every extent but that of the channels.
 */
public interface ChannelKernels {

  /**
   * Copies all channels of {@code x} into {@code y}, from its channel {@code first} on. The other
   * channels of {@code y} stay as they are.
   */
  void insert(Tensor x, Tensor y, int first);

  /** Copies channels of {@code x}, from channel {@code first} on, into all those of {@code y}. */
  void extract(Tensor x, int first, Tensor y);

  /**
   * Adds a number of its own to each channel: {@code y = x + shifts[c]}.
   *
   * @param shifts {@code [C]}
   * @param y may be {@code x}
   */
  void shift(Tensor x, Tensor shifts, Tensor y);
}
