package dev.conv4j.look;

import dev.conv4j.page.Colours;
import dev.conv4j.page.PagePicture;
import dev.conv4j.tensor.Shape;

/** An image that a model was shown, as it looks, and how far it is enlarged in pictures. */
final class ShownImage {
  /** Pixels of the picture on the longer side, about. */
  private static final int SIDE = 336;

  private final PagePicture picture;
  private final int enlarged;

  ShownImage(float[] pixels, Shape shape) {
    int height = shape.intExtent(1);
    int width = shape.intExtent(2);
    this.picture = PagePicture.image(pixels, shape.intExtent(0), height, width);
    this.enlarged = Sheet.enlargement(height, width, SIDE);
  }

  PagePicture picture() {
    return picture;
  }

  /** Pixels of the picture for each pixel of the image. */
  int enlarged() {
    return enlarged;
  }

  int height() {
    return picture.height() * enlarged;
  }

  int width() {
    return picture.width() * enlarged;
  }

  /** The row or column of the image at the middle of a pixel of the enlarged picture. */
  double place(int pixel) {
    return (pixel + 0.5) / enlarged - 0.5;
  }

  /** The colour at a pixel of the enlarged picture. */
  int colour(int x, int y) {
    return picture.colour(x / enlarged, y / enlarged);
  }

  /** The same without its hue, so that colours laid over it keep theirs. */
  int grey(int x, int y) {
    return Colours.luma(colour(x, y));
  }
}
