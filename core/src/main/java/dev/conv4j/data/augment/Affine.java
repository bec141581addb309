package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;
import java.util.List;

/**
 * Turns, shifts, scales and slants an image around its middle, each by an even draw.
 *
 * @param degrees the most that it is turned, to either side
 * @param shift the most that it is shifted, as a share of height and width, in any direction
 * @param smallest the least factor of its size
 * @param largest the greatest factor of its size
 * @param shear the most degrees that upright lines are slanted, to either side
 * @param border what lies beyond its edge
 */
public record Affine(
    float degrees, float shift, float smallest, float largest, float shear, Border border)
    implements Augmentation {
  private static final double RADIANS = Math.PI / 180;

  /** Checks the numbers. */
  public Affine {
    Limits.within("degrees of a turn", degrees, 0, 180);
    Limits.share("share of a shift", shift);
    Limits.range("factor of the size", smallest, largest, 0.01f, 100);
    Limits.within("degrees of a slant", shear, 0, 80);
  }

  @Override
  public void apply(Canvas image, RandomStream random) {
    float turn = random.nextFloat(-degrees, degrees);
    float right = random.nextFloat(-shift, shift) * image.width();
    float down = random.nextFloat(-shift, shift) * image.height();
    float scale = random.nextFloat(smallest, largest);
    float slant = random.nextFloat(-shear, shear);
    apply(image, turn, down, right, scale, slant, border);
  }

  /**
   * Turns, shifts, scales and slants an image.
   *
   * @param turn in degrees
   * @param down in pixels, as {@code right}
   * @param upright the slant of what was upright, in degrees
   */
  static void apply(
      Canvas image,
      float turn,
      float down,
      float right,
      float scale,
      float upright,
      Border border) {
    double angle = turn * RADIANS;
    double slant = Elementary.sin(upright * RADIANS) / Elementary.cos(upright * RADIANS);
    float cos = (float) Elementary.cos(angle) / scale;
    float sin = (float) Elementary.sin(angle) / scale;
    // Backwards, from the new pixel to the old one: shift, turn, slant, size.
    float xx = (float) (cos + slant * sin);
    float xy = (float) (sin - slant * cos);
    float middleX = (image.width() - 1) / 2f;
    float middleY = (image.height() - 1) / 2f;
    float x0 = middleX - xx * (middleX + right) - xy * (middleY + down);
    float y0 = middleY + sin * (middleX + right) - cos * (middleY + down);
    Warp.apply(image, xx, xy, x0, -sin, cos, y0, border);
  }

  @Override
  public String description() {
    List<String> parts = AugmentWords.parts();
    AugmentWords.upTo(parts, "turned", degrees, AugmentWords.number(degrees) + "°");
    AugmentWords.upTo(parts, "shifted", shift, AugmentWords.percent(shift) + " of the size");
    if (smallest != 1 || largest != 1) {
      parts.add(
          "scaled by %s to %s"
              .formatted(AugmentWords.number(smallest), AugmentWords.number(largest)));
    }
    AugmentWords.upTo(parts, "slanted", shear, AugmentWords.number(shear) + "°");
    return AugmentWords.joined(parts);
  }
}
