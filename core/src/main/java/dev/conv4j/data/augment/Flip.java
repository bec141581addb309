package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * Mirrors an image, or does not. Of one number: 1 if it does. Not for what has a right way round,
 * such as digits, letters and traffic signs.
 *
 * @param axis along which pixels change places
 * @param probability of mirroring
 */
public record Flip(Axis axis, float probability) implements DrawnAugmentation {

  /** Directions. */
  public enum Axis {
    /** Left and right change places. */
    HORIZONTAL,
    /** Top and bottom change places. */
    VERTICAL
  }

  /** Checks the probability. */
  public Flip {
    Limits.share("probability of a flip", probability);
  }

  /** Left and right change places, every other time. */
  public static Flip horizontal() {
    return new Flip(Axis.HORIZONTAL, 0.5f);
  }

  /** Top and bottom change places, every other time. */
  public static Flip vertical() {
    return new Flip(Axis.VERTICAL, 0.5f);
  }

  @Override
  public int numbers() {
    return 1;
  }

  @Override
  public void draw(RandomStream random, int height, int width, int[] into, int at) {
    into[at] = random.nextFloat() < probability ? 1 : 0;
  }

  @Override
  public void apply(Canvas image, int[] drawn, int at) {
    if (drawn[at] == 0) {
      return;
    }
    int rows = image.channels() * image.height();
    if (axis == Axis.HORIZONTAL) {
      for (int row = 0; row < rows; row++) {
        mirror(image.pixels(), row * image.width(), image.width());
      }
    } else {
      for (int channel = 0; channel < image.channels(); channel++) {
        turnOver(image, channel * image.height());
      }
    }
  }

  private static void mirror(float[] pixels, int at, int count) {
    for (int i = at, j = at + count - 1; i < j; i++, j--) {
      float left = pixels[i];
      pixels[i] = pixels[j];
      pixels[j] = left;
    }
  }

  private static void turnOver(Canvas image, int firstRow) {
    float[] pixels = image.pixels();
    int width = image.width();
    for (int i = firstRow, j = firstRow + image.height() - 1; i < j; i++, j--) {
      System.arraycopy(pixels, i * width, image.spare(), 0, width);
      System.arraycopy(pixels, j * width, pixels, i * width, width);
      System.arraycopy(image.spare(), 0, pixels, j * width, width);
    }
  }

  @Override
  public String description() {
    String what = axis == Axis.HORIZONTAL ? "mirrored" : "mirrored top to bottom";
    return AugmentWords.some(what, probability);
  }
}
