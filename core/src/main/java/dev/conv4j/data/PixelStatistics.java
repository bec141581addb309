package dev.conv4j.data;

import dev.conv4j.nn.Normalization;
import java.util.ArrayList;
import java.util.List;

/** Mean and deviation of the pixels of a data set. */
final class PixelStatistics {
  private PixelStatistics() {}

  /**
   * The normalisation that gives each channel mean 0 and deviation 1 over all images of {@code
   * data}. A channel that is the same everywhere is shifted, not scaled.
   */
  static Normalization normalization(Dataset data) {
    int channels = data.imageShape().intExtent(0);
    int perImage = Math.toIntExact(data.imageShape().count());
    int plane = perImage / channels;
    double[] sum = new double[channels];
    double[] squares = new double[channels];
    float[] pixels = new float[perImage];
    for (int image = 0; image < data.size(); image++) {
      data.readImage(image, pixels, 0);
      for (int i = 0; i < perImage; i++) {
        sum[i / plane] += pixels[i];
        squares[i / plane] += (double) pixels[i] * pixels[i];
      }
    }
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    double count = (double) data.size() * plane;
    for (int channel = 0; channel < channels; channel++) {
      double mean = sum[channel] / count;
      double deviation = Math.sqrt(Math.max(squares[channel] / count - mean * mean, 0));
      means.add((float) mean);
      deviations.add(deviation < 1e-6 ? 1f : (float) deviation);
    }
    return new Normalization(means, deviations);
  }
}
