package dev.conv4j.data.augment;

import dev.conv4j.tensor.RandomStream;

/**
 * Bends an image, as no two hands write alike (Simard, Steinkraus and Platt 2003, "Best practices
 * for convolutional neural networks applied to visual document analysis"): points of a coarse grid
 * are moved, each by an even draw, and what lies between them moves with them, linearly in both
 * directions.
 *
 * @param most pixels that a point is moved, to either side and up or down
 * @param cell pixels from one point of the grid to the next
 * @param border what lies beyond the image's edge
 */
public record Elastic(float most, int cell, Border border) implements Augmentation {

  /** Checks the numbers. */
  public Elastic {
    Limits.within("pixels of a bend", most, 0, 1000);
    Limits.within("pixels of a bend's cell", cell, 1, 10_000);
  }

  @Override
  public void apply(Canvas image, RandomStream random) {
    int across = points(image.width());
    int down = points(image.height());
    int count = across * down;
    float[] moves = image.field(2 * count);
    for (int i = 0; i < 2 * count; i++) {
      moves[i] = random.nextFloat(-most, most);
    }
    for (int y = 0; y < image.height(); y++) {
      float share = (float) (y % cell) / cell;
      int row = y / cell * across;
      for (int x = 0; x < image.width(); x++) {
        int point = row + x / cell;
        float right = (float) (x % cell) / cell;
        float toX = x + Warp.between(moves, point, across, share, right);
        float toY = y + Warp.between(moves, count + point, across, share, right);
        Warp.sample(image, toX, toY, y * image.width() + x, border);
      }
    }
    image.swap();
  }

  /** Points that lie around so many pixels. */
  private int points(int pixels) {
    return (pixels - 1) / cell + 2;
  }

  @Override
  public String description() {
    return "bent by up to " + AugmentWords.pixels(most);
  }
}
