package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * A random change that a few whole numbers describe, so that they can be drawn in one place and
 * applied in another: a batch's numbers are a small table that a GPU can work from.
 */
public interface DrawnAugmentation extends Augmentation {

  /** How many numbers describe the change, at most {@link Canvas#MOST_NUMBERS}. */
  int numbers();

  /**
   * Draws the numbers for an image.
   *
   * @param into receives {@link #numbers} of them from {@code at}
   */
  void draw(RandomStream random, int height, int width, int[] into, int at);

  /**
   * Does to an image what the numbers say.
   *
   * @param drawn what {@link #draw} gave, from {@code at}
   */
  void apply(Canvas image, int[] drawn, int at);

  @Override
  default void apply(Canvas image, RandomStream random) {
    draw(random, image.height(), image.width(), image.numbers(), 0);
    apply(image, image.numbers(), 0);
  }
}
