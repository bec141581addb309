package dev.conv4j.data.augment;

import dev.conv4j.tensor.Shape;
import java.util.List;

/**
 * One image while it is changed, and room to work in. It is used for one image after the other, so
 * that none of them needs memory of its own.
 *
 * <p>Thread safety: one thread.
 */
public final class Canvas {
  /** The most numbers that a {@link DrawnAugmentation} may draw. */
  public static final int MOST_NUMBERS = 8;

  private final int channels;
  private final int height;
  private final int width;
  private final float[] mean;
  private final int[] numbers = new int[MOST_NUMBERS];
  private float[] pixels;
  private float[] spare;
  private float[] field = {};

  /**
   * Room for images of one shape.
   *
   * @param image {@code [C, H, W]}
   * @param mean of the data's pixels, channel by channel: the colour of nothing in particular
   */
  public Canvas(Shape image, List<Float> mean) {
    this.channels = image.intExtent(0);
    this.height = image.intExtent(1);
    this.width = image.intExtent(2);
    this.mean = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      this.mean[channel] = mean.get(channel);
    }
    this.pixels = new float[channels * height * width];
    this.spare = new float[pixels.length];
  }

  /** The number of channels. */
  public int channels() {
    return channels;
  }

  /** Pixels from top to bottom. */
  public int height() {
    return height;
  }

  /** Pixels from left to right. */
  public int width() {
    return width;
  }

  /** The mean of a channel over the data. */
  public float mean(int channel) {
    return mean[channel];
  }

  /** The image, {@code [C, H, W]} in row-major order; to be changed in place. */
  public float[] pixels() {
    return pixels;
  }

  /** An array as large as {@link #pixels}, for a new image; what is in it is left over. */
  public float[] spare() {
    return spare;
  }

  /** Makes the {@link #spare} array the image, and the image's the spare one. */
  public void swap() {
    float[] image = spare;
    spare = pixels;
    pixels = image;
  }

  /** Room for so many numbers of a step's own; what is in it is left over. */
  float[] field(int count) {
    if (field.length < count) {
      field = new float[count];
    }
    return field;
  }

  /** Where a step's own numbers go. */
  int[] numbers() {
    return numbers;
  }
}
