package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;

/**
 * Puts a rectangle of another image into an image, where it lies there too (Yun et al. 2019,
 * arXiv:1905.04899). It has the image's proportions, at most half of its area, and its centre is
 * anywhere, so part of it may lie outside; classes are mixed by what lies inside.
 *
 * @param alpha the share is of distribution Beta(alpha, alpha)
 * @param probability of mixing an image at all
 */
public record CutMix(float alpha, float probability) implements Mixing {

  /** Checks the numbers. */
  public CutMix {
    MixingShare.check(alpha, probability);
  }

  @Override
  public float mix(
      float[] pixels, int at, float[] others, int othersAt, Shape image, RandomStream random) {
    float share = MixingShare.draw(alpha, probability, random);
    if (share == 1) {
      return 1;
    }
    int height = image.intExtent(1);
    int width = image.intExtent(2);
    double side = Math.sqrt(1 - share);
    int rows = (int) (height * side);
    int columns = (int) (width * side);
    int top = random.nextInt(height) - rows / 2;
    int left = random.nextInt(width) - columns / 2;
    int bottom = Math.min(top + rows, height);
    int right = Math.min(left + columns, width);
    top = Math.max(top, 0);
    left = Math.max(left, 0);
    for (int channel = 0; channel < image.intExtent(0); channel++) {
      for (int y = top; y < bottom; y++) {
        int from = (channel * height + y) * width + left;
        System.arraycopy(others, othersAt + from, pixels, at + from, right - left);
      }
    }
    return 1 - (float) ((bottom - top) * (right - left)) / (height * width);
  }

  @Override
  public String description() {
    return AugmentWords.some("a part of another image put in", probability);
  }
}
