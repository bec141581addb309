package dev.conv4j.data.augment;

import dev.conv4j.DataException;
import dev.conv4j.tensor.RandomStream;
import java.util.Arrays;
import java.util.List;

/**
 * Shifts an image by whole pixels: it is padded on all sides, and a part of its own size is taken
 * (He et al. 2016, section 4.2, arXiv:1512.03385). Of two numbers: how many pixels further down,
 * and further right, the part lies than the image.
 *
 * @param padding the most pixels in each direction
 * @param border what the image is padded with
 */
public record PaddedCrop(int padding, Border border) implements DrawnAugmentation {

  /** Checks the padding. */
  public PaddedCrop {
    if (padding < 0) {
      throw new DataException("padding of a crop", "0 or more", Integer.toString(padding), "");
    }
  }

  @Override
  public int numbers() {
    return 2;
  }

  @Override
  public void draw(RandomStream random, int height, int width, int[] into, int at) {
    into[at] = random.nextInt(2 * padding + 1) - padding;
    into[at + 1] = random.nextInt(2 * padding + 1) - padding;
  }

  @Override
  public void apply(Canvas image, int[] drawn, int at) {
    int down = drawn[at];
    int right = drawn[at + 1];
    if (down == 0 && right == 0) {
      return;
    }
    int height = image.height();
    int width = image.width();
    for (int row = 0; row < image.channels() * height; row++) {
      int channel = row / height;
      int y = border.index(row % height + down, height);
      float outside = border.outside(image.mean(channel));
      if (y < 0) {
        Arrays.fill(image.spare(), row * width, (row + 1) * width, outside);
      } else {
        shift(image, (channel * height + y) * width, row * width, right, outside);
      }
    }
    image.swap();
  }

  private void shift(Canvas image, int from, int to, int right, float outside) {
    float[] old = image.pixels();
    float[] shifted = image.spare();
    int width = image.width();
    int begin = Math.clamp(-right, 0, width);
    int end = Math.clamp(width - right, begin, width);
    for (int x = 0; x < begin; x++) {
      shifted[to + x] = beyond(old, from, x + right, width, outside);
    }
    if (end > begin) {
      System.arraycopy(old, from + begin + right, shifted, to + begin, end - begin);
    }
    for (int x = end; x < width; x++) {
      shifted[to + x] = beyond(old, from, x + right, width, outside);
    }
  }

  private float beyond(float[] old, int from, int x, int width, float outside) {
    int stands = border.index(x, width);
    return stands < 0 ? outside : old[from + stands];
  }

  @Override
  public String description() {
    return padding == 0
        ? AugmentWords.joined(List.of())
        : "shifted by up to " + AugmentWords.pixels(padding);
  }
}
