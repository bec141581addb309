package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * Takes a part of an image and enlarges it to the whole (Szegedy et al. 2015, section 6,
 * arXiv:1409.4842). Its area is an even draw, the ratio of its sides one of even logarithm. Parts
 * that do not fit are drawn again, up to ten times; then the whole image is taken.
 *
 * @param smallest the least share of the image's area
 * @param largest the greatest share
 * @param narrowest the least ratio of width to height, beside that of the image
 * @param widest the greatest ratio
 */
public record RandomResizedCrop(float smallest, float largest, float narrowest, float widest)
    implements Augmentation {
  private static final int TRIES = 10;

  /** Checks the numbers. */
  public RandomResizedCrop {
    Limits.range("share of a crop", smallest, largest, 0.01f, 1);
    Limits.range("ratio of a crop", narrowest, widest, 0.01f, 100);
  }

  /** Parts of a share of the area and more, with sides of 3 to 4 up to 4 to 3. */
  public static RandomResizedCrop atLeast(float share) {
    return new RandomResizedCrop(share, 1, 3 / 4f, 4 / 3f);
  }

  @Override
  public void apply(Canvas image, RandomStream random) {
    double low = Elementary.log(narrowest);
    double high = Elementary.log(widest);
    double partWidth = 1;
    double partHeight = 1;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double area = random.nextFloat(smallest, largest);
      double ratio = Elementary.exp(low + (high - low) * random.nextFloat());
      double width = Math.sqrt(area * ratio);
      double height = Math.sqrt(area / ratio);
      if (width <= 1 && height <= 1) {
        partWidth = width;
        partHeight = height;
        break;
      }
    }
    float left = (float) ((1 - partWidth) * random.nextFloat() * image.width());
    float top = (float) ((1 - partHeight) * random.nextFloat() * image.height());
    float across = (float) partWidth;
    float along = (float) partHeight;
    Warp.apply(
        image,
        across,
        0,
        left + 0.5f * across - 0.5f,
        0,
        along,
        top + 0.5f * along - 0.5f,
        Border.EDGE);
  }

  @Override
  public String description() {
    return "a part of %s to %s of the area enlarged"
        .formatted(AugmentWords.percent(smallest), AugmentWords.percent(largest));
  }
}
