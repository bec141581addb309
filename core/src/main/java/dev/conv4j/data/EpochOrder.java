package dev.conv4j.data;

/**
 * Which images an epoch shows, and how.
 *
 * @param order the numbers of the images, the first first
 * @param augmented whether they are changed, by draws of (seed, epoch, number)
 */
// Nobody compares two of these.
@SuppressWarnings("ArrayRecordComponent")
record EpochOrder(int[] order, long seed, int epoch, boolean augmented) {

  /** Images as they are, in their own order. */
  static EpochOrder ascending(int images) {
    return new EpochOrder(Subset.ascending(images), 0, 0, false);
  }

  int images() {
    return order.length;
  }

  /** The place of the image that the one at a place may be mixed with: the other of its pair. */
  int partner(int place) {
    return (place ^ 1) < order.length ? place ^ 1 : Math.max(place - 1, 0);
  }
}
