package dev.conv4j.data.augment;

/** What is taken for pixels beyond the edge of an image. */
public enum Border {
  /** Zero, which is black. */
  BLACK,
  /** The mean of the data, which normalisation makes zero. */
  MEAN,
  /** The nearest pixel of the edge. */
  EDGE,
  /** The image mirrored in its outermost pixels, which are not repeated. */
  REFLECT;

  /** Which pixel of an axis of {@code extent} stands for the one at {@code at}; -1 for none. */
  int index(int at, int extent) {
    if (at >= 0 && at < extent) {
      return at;
    }
    return switch (this) {
      case BLACK, MEAN -> -1;
      case EDGE -> at < 0 ? 0 : extent - 1;
      case REFLECT -> reflected(at, extent);
    };
  }

  private static int reflected(int at, int extent) {
    if (extent == 1) {
      return 0;
    }
    int within = Math.floorMod(at, 2 * (extent - 1));
    return within < extent ? within : 2 * (extent - 1) - within;
  }

  /** The value where no pixel stands for one. */
  float outside(float mean) {
    return this == MEAN ? mean : 0;
  }
}
