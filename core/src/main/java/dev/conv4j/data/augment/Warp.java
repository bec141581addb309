package dev.conv4j.data.augment;

/**
 * Draws an image anew, each pixel from another place: {@code x' = xx * x + xy * y + x0}, likewise
 * {@code y'}, where whole numbers are centres of pixels. Between the centres it interpolates
 * linearly in both directions.
 */
final class Warp {
  private Warp() {}

  /** Takes the pixels from where the six numbers say. */
  static void apply(
      Canvas image, float xx, float xy, float x0, float yx, float yy, float y0, Border border) {
    int height = image.height();
    int width = image.width();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        sample(image, xx * x + xy * y + x0, yx * x + yy * y + y0, y * width + x, border);
      }
    }
    image.swap();
  }

  /** Takes one pixel of all channels from a place of the image, for {@link Canvas#spare}. */
  static void sample(Canvas image, float fromX, float fromY, int to, Border border) {
    int left = (int) Math.floor(fromX);
    int top = (int) Math.floor(fromY);
    float right = fromX - left;
    float down = fromY - top;
    if (left >= 0 && top >= 0 && left < image.width() - 1 && top < image.height() - 1) {
      within(image, top, left, down, right, to);
    } else {
      atBorder(image, top, left, down, right, to, border);
    }
  }

  private static void within(Canvas image, int top, int left, float down, float right, int to) {
    int width = image.width();
    int plane = image.height() * width;
    float[] pixels = image.pixels();
    int from = top * width + left;
    for (int channel = 0; channel < image.channels(); channel++) {
      image.spare()[channel * plane + to] =
          between(pixels, channel * plane + from, width, down, right);
    }
  }

  /** What lies between a value, the next one, and those a row further on. */
  static float between(float[] values, int at, int width, float down, float right) {
    int next = at + width;
    float above = values[at] + right * (values[at + 1] - values[at]);
    float below = values[next] + right * (values[next + 1] - values[next]);
    return above + down * (below - above);
  }

  private static void atBorder(
      Canvas image, int top, int left, float down, float right, int to, Border border) {
    int plane = image.height() * image.width();
    int y0 = border.index(top, image.height());
    int y1 = border.index(top + 1, image.height());
    int x0 = border.index(left, image.width());
    int x1 = border.index(left + 1, image.width());
    for (int channel = 0; channel < image.channels(); channel++) {
      float outside = border.outside(image.mean(channel));
      float topLeft = pixel(image, channel, y0, x0, outside);
      float topRight = pixel(image, channel, y0, x1, outside);
      float belowLeft = pixel(image, channel, y1, x0, outside);
      float belowRight = pixel(image, channel, y1, x1, outside);
      float above = topLeft + right * (topRight - topLeft);
      float below = belowLeft + right * (belowRight - belowLeft);
      image.spare()[channel * plane + to] = above + down * (below - above);
    }
  }

  private static float pixel(Canvas image, int channel, int y, int x, float outside) {
    return y < 0 || x < 0
        ? outside
        : image.pixels()[(channel * image.height() + y) * image.width() + x];
  }
}
