package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * Turns an image around its middle by an even draw.
 *
 * @param degrees the most that it is turned, to either side
 * @param border what lies beyond its edge
 */
public record Rotation(float degrees, Border border) implements Augmentation {

  /** Checks the angle. */
  public Rotation {
    Limits.within("degrees of a turn", degrees, 0, 180);
  }

  @Override
  public void apply(Canvas image, RandomStream random) {
    Affine.apply(image, random.nextFloat(-degrees, degrees), 0, 0, 1, 0, border);
  }

  @Override
  public String description() {
    return "turned by up to " + AugmentWords.number(degrees) + "°";
  }
}
