package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;

/**
 * A random mixture of two images, whose classes are mixed in the same shares. Make it a record, as
 * with {@link Augmentation}.
 */
@FunctionalInterface
public interface Mixing {

  /**
   * Mixes another image into one.
   *
   * @param pixels has the image that changes from {@code at}
   * @param others has the other image from {@code othersAt}, which does not change
   * @param image the shape of both, {@code [C, H, W]}
   * @return the share that is left of the image that changed, 0.5 to 1, so that its class stays the
   *     first
   */
  float mix(float[] pixels, int at, float[] others, int othersAt, Shape image, RandomStream random);

  /**
   * What is done, in a short phrase for people, such as {@code shifted by up to 4 pixels}. What
   * checkpoints compare is {@link Object#toString}.
   */
  default String description() {
    return toString();
  }
}
