package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;
import java.util.List;

/**
 * Changes brightness, contrast, saturation and hue, in this order, each by an even draw. Hues turn
 * around the axis of greys. Grey images change in brightness and contrast only.
 *
 * @param brightness the factor is 1 ± this, but not below 0
 * @param contrast likewise, of the distance from the image's mean luma
 * @param saturation likewise, of the distance from each pixel's luma
 * @param hue the most share of a whole turn, to either side, at most 0.5
 */
public record ColourJitter(float brightness, float contrast, float saturation, float hue)
    implements Augmentation {
  /** Luma of red, green and blue: Recommendation ITU-R BT.601, section 2.5.1. */
  private static final float RED = 0.299f;

  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  /** Checks the numbers. */
  public ColourJitter {
    Limits.within("change of brightness", brightness, 0, 10);
    Limits.within("change of contrast", contrast, 0, 10);
    Limits.within("change of saturation", saturation, 0, 10);
    Limits.within("change of hue", hue, 0, 0.5f);
  }

  @Override
  public void apply(Canvas image, RandomStream random) {
    float light = factor(brightness, random);
    float contrasts = factor(contrast, random);
    float colour = factor(saturation, random);
    double turn = 2 * Math.PI * random.nextFloat(-hue, hue);
    float scale = light * contrasts;
    if (image.channels() == 3) {
      float offset = light * (1 - contrasts) * meanLuma(image);
      recolour(image, scale, offset, colour, turn);
    } else {
      for (int channel = 0; channel < image.channels(); channel++) {
        float offset = light * (1 - contrasts) * mean(image, channel);
        relight(image, channel, scale, offset);
      }
    }
  }

  private static float factor(float most, RandomStream random) {
    return random.nextFloat(Math.max(1 - most, 0), 1 + most);
  }

  private static float mean(Canvas image, int channel) {
    int plane = image.height() * image.width();
    double sum = 0;
    for (int i = channel * plane; i < (channel + 1) * plane; i++) {
      sum += image.pixels()[i];
    }
    return (float) (sum / plane);
  }

  private static float meanLuma(Canvas image) {
    return RED * mean(image, 0) + GREEN * mean(image, 1) + BLUE * mean(image, 2);
  }

  private static void relight(Canvas image, int channel, float scale, float offset) {
    int plane = image.height() * image.width();
    float[] pixels = image.pixels();
    for (int i = channel * plane; i < (channel + 1) * plane; i++) {
      pixels[i] = Math.clamp(scale * pixels[i] + offset, 0f, 1f);
    }
  }

  /**
   * A turn around the grey axis mixes each channel with itself by {@code same}, with the next by
   * {@code next} and with the one before by {@code before} (Rodrigues' formula); they add up to 1.
   */
  private static void recolour(Canvas image, float scale, float offset, float colour, double turn) {
    double cos = Elementary.cos(turn);
    double sin = Elementary.sin(turn) / Math.sqrt(3);
    float same = (float) (cos + (1 - cos) / 3);
    float next = (float) ((1 - cos) / 3 - sin);
    float before = (float) ((1 - cos) / 3 + sin);
    float[] pixels = image.pixels();
    int plane = image.height() * image.width();
    for (int i = 0; i < plane; i++) {
      float red = scale * pixels[i] + offset;
      float green = scale * pixels[plane + i] + offset;
      float blue = scale * pixels[2 * plane + i] + offset;
      float luma = RED * red + GREEN * green + BLUE * blue;
      red = luma + colour * (red - luma);
      green = luma + colour * (green - luma);
      blue = luma + colour * (blue - luma);
      pixels[i] = Math.clamp(same * red + next * green + before * blue, 0f, 1f);
      pixels[plane + i] = Math.clamp(same * green + next * blue + before * red, 0f, 1f);
      pixels[2 * plane + i] = Math.clamp(same * blue + next * red + before * green, 0f, 1f);
    }
  }

  @Override
  public String description() {
    List<String> parts = AugmentWords.parts();
    AugmentWords.upTo(parts, "brightness changed", brightness, AugmentWords.percent(brightness));
    AugmentWords.upTo(parts, "contrast changed", contrast, AugmentWords.percent(contrast));
    AugmentWords.upTo(parts, "saturation changed", saturation, AugmentWords.percent(saturation));
    AugmentWords.upTo(parts, "hues turned", hue, Math.round(360 * hue) + "°");
    return AugmentWords.joined(parts);
  }
}
