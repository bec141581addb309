package dev.conv4j.data;

/** Brings a decoded picture to the size that a network takes, upright and with its proportions. */
final class PictureFit {
  private PictureFit() {}

  /**
   * The middle of a picture, scaled until it covers {@code height × width}.
   *
   * @return a plane for each channel of {@code rows}, not rounded
   */
  static float[][] planes(Picture picture, PictureRows rows, int height, int width) {
    Orientation orientation = picture.orientation();
    boolean swaps = orientation.swapsSides();
    float[][] planes = resize(rows, swaps ? width : height, swaps ? height : width);
    for (int channel = 0; channel < planes.length; channel++) {
      planes[channel] = orientation.upright(planes[channel], height, width);
    }
    return planes;
  }

  /** Whether the left and right of a picture are cut off, rather than its top and bottom. */
  static boolean cutsSides(long fromHeight, long fromWidth, int height, int width) {
    return height * fromWidth > width * fromHeight;
  }

  /** Resizes row by row, so that beside the picture itself only a few rows are in memory. */
  private static float[][] resize(PictureRows rows, int height, int width) {
    double takenWidth = rows.width();
    double takenHeight = rows.height();
    if (cutsSides(rows.height(), rows.width(), height, width)) {
      takenWidth = (double) width * rows.height() / height;
    } else {
      takenHeight = (double) height * rows.width() / width;
    }
    Resampling across = Resampling.middle(rows.width(), takenWidth, width);
    Resampling down = Resampling.middle(rows.height(), takenHeight, height);
    float[][] planes = new float[rows.channels()][height * width];
    float[][] row = new float[rows.channels()][rows.width()];
    float[] narrow = new float[width];
    int firstNew = 0;
    for (int y = down.begin(0); y < down.end(height - 1); y++) {
      rows.read(y, row);
      while (down.end(firstNew) <= y) {
        firstNew++;
      }
      for (int channel = 0; channel < planes.length; channel++) {
        across.apply(row[channel], narrow);
        for (int i = firstNew; i < height && down.begin(i) <= y; i++) {
          add(down.weight(i, y), narrow, planes[channel], i * width);
        }
      }
    }
    return planes;
  }

  private static void add(float weight, float[] row, float[] into, int at) {
    for (int x = 0; x < row.length; x++) {
      into[at + x] += weight * row[x];
    }
  }
}
