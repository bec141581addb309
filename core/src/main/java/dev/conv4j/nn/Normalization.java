package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import java.util.Collections;
import java.util.List;

/**
 * Standardisation of pixels by mean and standard deviation, which is done to them before the
 * network sees them: {@code (pixel - mean) / deviation}, channel by channel, of pixels in [0, 1].
 *
 * @param mean of each channel
 * @param deviation the standard deviation (std) of each channel, more than 0
 */
public record Normalization(List<Float> mean, List<Float> deviation) {
  /** Of MNIST's training images, as usual with this data set. */
  public static final Normalization MNIST = new Normalization(List.of(0.1307f), List.of(0.3081f));

  /** Of ImageNet's training images, as torchvision's networks have been trained with. */
  public static final Normalization IMAGENET =
      new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

  /** Copies and checks the lists. */
  public Normalization {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    boolean positive = deviation.stream().allMatch(d -> d > 0 && Float.isFinite(d));
    boolean finite = mean.stream().allMatch(Float::isFinite);
    if (mean.size() != deviation.size() || mean.isEmpty() || !positive || !finite) {
      throw new ShapeException(
          "normalization",
          "a finite mean and a positive deviation for each channel",
          "mean " + mean + ", deviation " + deviation,
          "");
    }
  }

  /** Pixels as they are. */
  public static Normalization none(int channels) {
    return new Normalization(Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
  }

  /** The number of channels. */
  public int channels() {
    return mean.size();
  }

  /**
   * Normalises one image in place.
   *
   * @param pixels channels of {@code plane} pixels each, from {@code at}
   */
  public void apply(float[] pixels, int at, int plane) {
    for (int channel = 0; channel < mean.size(); channel++) {
      float scale = 1 / deviation.get(channel);
      float shift = -mean.get(channel) * scale;
      int from = at + channel * plane;
      for (int i = from; i < from + plane; i++) {
        pixels[i] = pixels[i] * scale + shift;
      }
    }
  }
}
