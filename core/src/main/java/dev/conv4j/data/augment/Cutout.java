package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * Covers a square with the mean colour of the data (DeVries and Taylor 2017, arXiv:1708.04552). Its
 * centre is anywhere in the image, so part of it may lie outside. Of four numbers: the first row
 * and column covered, and the row and column after the last.
 *
 * @param share the side of the square as a share of the image's shorter side
 */
public record Cutout(float share) implements DrawnAugmentation {

  /** Checks the share. */
  public Cutout {
    Limits.share("side of a cutout", share);
  }

  @Override
  public int numbers() {
    return 4;
  }

  @Override
  public void draw(RandomStream random, int height, int width, int[] into, int at) {
    int side = Math.round(share * Math.min(height, width));
    int top = random.nextInt(height) - side / 2;
    int left = random.nextInt(width) - side / 2;
    into[at] = Math.max(top, 0);
    into[at + 1] = Math.max(left, 0);
    into[at + 2] = Math.min(top + side, height);
    into[at + 3] = Math.min(left + side, width);
  }

  @Override
  public void apply(Canvas image, int[] drawn, int at) {
    for (int channel = 0; channel < image.channels(); channel++) {
      float mean = image.mean(channel);
      for (int y = drawn[at]; y < drawn[at + 2]; y++) {
        int row = (channel * image.height() + y) * image.width();
        for (int x = drawn[at + 1]; x < drawn[at + 3]; x++) {
          image.pixels()[row + x] = mean;
        }
      }
    }
  }

  @Override
  public String description() {
    return "a square of " + AugmentWords.percent(share) + " of the shorter side hidden";
  }
}
