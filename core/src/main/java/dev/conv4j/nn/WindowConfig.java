package dev.conv4j.nn;

import dev.conv4j.tensor.Size2d;

/**
 * What settings of layers with windows have in common.
 *
 * @param <C> the settings
 */
interface WindowConfig<C> extends Layer.Config {

  /** Rows and columns that a window sees. */
  Size2d window();

  /** Rows and columns from window to window. */
  Size2d stride();

  /** Rows above and below the image, and columns left and right of it. */
  Size2d padding();

  /** These settings with another stride and another padding. */
  C with(Size2d stride, Size2d padding);

  /** These settings with another stride in both directions. */
  default C stride(int pixels) {
    return stride(pixels, pixels);
  }

  /** These settings with another stride, vertical first. */
  default C stride(int height, int width) {
    return with(new Size2d(height, width), padding());
  }

  /** These settings with this many rings around the image. */
  default C padding(int pixels) {
    return padding(pixels, pixels);
  }

  /** These settings with another padding: rows above and below, columns left and right. */
  default C padding(int height, int width) {
    return with(stride(), new Size2d(height, width));
  }
}
