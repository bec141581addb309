package dev.conv4j.data;

import dev.conv4j.nn.Normalization;
import java.util.ArrayList;
import java.util.List;

/** Mean and deviation of the pixels of a data set, summed image by image in float64. */
final class PixelStatistics {
  private final int channels;
  private final double[] sums;
  private final double[] squares;
  private long images;

  PixelStatistics(int channels) {
    this.channels = channels;
    this.sums = new double[channels];
    this.squares = new double[channels];
  }

  /**
   * The normalisation that gives each channel mean 0 and deviation 1 over all images of {@code
   * data}. A channel that is the same everywhere is shifted, not scaled.
   */
  static Normalization normalization(Dataset data) {
    int channels = data.imageShape().intExtent(0);
    int perImage = Math.toIntExact(data.imageShape().count());
    PixelStatistics statistics = new PixelStatistics(channels);
    float[] pixels = new float[perImage];
    for (int image = 0; image < data.size(); image++) {
      data.readImage(image, pixels, 0);
      statistics.add(of(pixels, channels));
    }
    return statistics.normalization(perImage / channels);
  }

  /** The sum of each channel of one image, and then that of its squares. */
  static double[] of(float[] pixels, int channels) {
    double[] both = new double[2 * channels];
    int plane = pixels.length / channels;
    for (int i = 0; i < pixels.length; i++) {
      both[i / plane] += pixels[i];
      both[channels + i / plane] += (double) pixels[i] * pixels[i];
    }
    return both;
  }

  /** Adds an image, of whose sums those of the first channels count. */
  void add(double[] both) {
    int offset = both.length / 2;
    for (int channel = 0; channel < channels; channel++) {
      sums[channel] += both[channel];
      squares[channel] += both[offset + channel];
    }
    images++;
  }

  /**
   * What the images added so far ask for.
   *
   * @param plane pixels of each channel of an image
   */
  Normalization normalization(int plane) {
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    double count = (double) images * plane;
    for (int channel = 0; channel < channels; channel++) {
      double mean = sums[channel] / count;
      double deviation = Math.sqrt(Math.max(squares[channel] / count - mean * mean, 0));
      means.add((float) mean);
      deviations.add(deviation < 1e-6 ? 1f : (float) deviation);
    }
    return new Normalization(means, deviations);
  }
}
