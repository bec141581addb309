package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * A random change of one image. Make it a record: what it says of itself is kept in checkpoints,
 * and a training that goes on must have the same.
 *
 * <p>Thread safety: any number of threads may use one at once, each with a canvas of its own.
 */
@FunctionalInterface
public interface Augmentation {

  /**
   * Changes an image.
   *
   * @param image its pixels are in [0, 1] before and after; nothing is to be allocated
   * @param random gives the same numbers for the same image in the same epoch; how many are drawn
   *     must depend on nothing but them and the image's size
   */
  void apply(Canvas image, RandomStream random);

  /**
   * What is done, in a short phrase for people, such as {@code shifted by up to 4 pixels}. What
   * checkpoints compare is {@link Object#toString}.
   */
  default String description() {
    return toString();
  }
}
