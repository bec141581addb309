package dev.conv4j.look;

/**
 * Gradient-weighted class activation mapping: {@code max(sum over k of alpha[k] * map[k], 0)},
 * where {@code alpha[k]} is the mean over map {@code k} of the class score's gradient (Selvaraju et
 * al. 2017, arXiv:1610.02391, equations 1 and 2). Sums are float64.
 */
final class GradCam {
  private GradCam() {}

  /**
   * The heat, {@code [plane]}.
   *
   * @param maps {@code [channels, plane]}
   * @param gradients of the class score, before any softmax, by each value of the maps
   */
  static float[] heat(float[] maps, float[] gradients, int channels, int plane) {
    double[] sums = new double[plane];
    for (int channel = 0; channel < channels; channel++) {
      double weight = 0;
      for (int i = 0; i < plane; i++) {
        weight += gradients[channel * plane + i];
      }
      weight /= plane;
      for (int i = 0; i < plane; i++) {
        sums[i] += weight * maps[channel * plane + i];
      }
    }
    float[] heat = new float[plane];
    for (int i = 0; i < plane; i++) {
      heat[i] = (float) Math.max(sums[i], 0); // which keeps what is no number
    }
    return heat;
  }
}
