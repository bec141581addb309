package dev.conv4j.train;

/**
 * A device's part of a batch.
 *
 * @param first the number of its first image in the batch
 * @param images how many it has; 0 where there are fewer images than devices
 */
record Shard(int first, int images) {

  /**
   * The part of device {@code number} of {@code devices}: parts differ by one image at most, and
   * the larger ones come first.
   */
  static Shard of(int images, int devices, int number) {
    int least = images / devices;
    int larger = images % devices;
    int first = number * least + Math.min(number, larger);
    return new Shard(first, least + (number < larger ? 1 : 0));
  }
}
