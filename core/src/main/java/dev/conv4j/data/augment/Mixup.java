package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.Shape;

/**
 * Lays two images over each other (Zhang et al. 2018, arXiv:1710.09412). The larger share goes to
 * the image that changes.
 *
 * @param alpha the share is of distribution Beta(alpha, alpha): near 0 or 1 for a small alpha, even
 *     for 1
 * @param probability of mixing an image at all
 */
public record Mixup(float alpha, float probability) implements Mixing {

  /** Checks the numbers. */
  public Mixup {
    MixingShare.check(alpha, probability);
  }

  @Override
  public float mix(
      float[] pixels, int at, float[] others, int othersAt, Shape image, RandomStream random) {
    float share = MixingShare.draw(alpha, probability, random);
    if (share < 1) {
      int count = Math.toIntExact(image.count());
      for (int i = 0; i < count; i++) {
        float other = others[othersAt + i];
        pixels[at + i] = other + share * (pixels[at + i] - other);
      }
    }
    return share;
  }

  @Override
  public String description() {
    return AugmentWords.some("laid over another image", probability);
  }
}
