package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * Does something to some of the images.
 *
 * @param probability of doing it to an image
 */
public record Sometimes(float probability, Augmentation step) implements Augmentation {

  /** Checks the probability. */
  public Sometimes {
    Limits.share("probability of a step", probability);
  }

  @Override
  public void apply(Canvas image, RandomStream random) {
    if (random.nextFloat() < probability) {
      step.apply(image, random);
    }
  }

  @Override
  public String description() {
    return AugmentWords.some(step.description(), probability);
  }
}
