package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Tensor;

/** What is done at random: by the same numbers on every device. */
public interface RandomKernels {

  /**
   * Drops a share of what is in {@code x}: {@code y[i] = x[i] * f}, where {@code f} is 0 if the
   * number of element i is below {@code rate}, else {@code 1 / (1 - rate)}. The numbers are the
   * key's from [0, 1), {@link dev.conv4j.tensor.RandomStream#nextFloat()}; element i has number
   * {@code i / together}. The gradient of dropout is dropout of the gradient with the same key.
   *
   * @param rate from 0 to 1; with 1 everything is multiplied by 0
   * @param together elements in a row that share a number: 1, or the pixels of a channel
   */
  void dropout(Tensor x, Tensor y, RandomKey key, float rate, long together);

  /** What {@link #dropout} multiplies by where it keeps an element. */
  static float scale(float rate) {
    return rate < 1 ? 1 / (1 - rate) : 0;
  }

  /**
   * Numbers below {@code rate} are those whose upper 24 bits are below this: a comparison of whole
   * numbers, the same on every device.
   */
  static int threshold(float rate) {
    return (int) Math.ceil(rate * 0x1p24);
  }
}
