package dev.conv4j.gpu.runtime;

/**
 * How many groups of work items run a kernel, and how many items are in a group, in up to three
 * dimensions. The first dimension is the fastest: neighbours in it should touch neighbours in
 * memory.
 */
public record Grid(long groupsX, long groupsY, long groupsZ, int itemsX, int itemsY, int itemsZ) {

  /** Checks that there is something to do. */
  public Grid {
    if (groupsX < 1 || groupsY < 1 || groupsZ < 1 || itemsX < 1 || itemsY < 1 || itemsZ < 1) {
      throw new IllegalArgumentException(
          "an empty grid: groups %d×%d×%d of %d×%d×%d"
              .formatted(groupsX, groupsY, groupsZ, itemsX, itemsY, itemsZ));
    }
  }

  /** Groups of {@code items} in a row, enough for {@code count} work items; some may be idle. */
  public static Grid covering(long count, int items) {
    return new Grid(Math.ceilDiv(count, (long) items), 1, 1, items, 1, 1);
  }

  /** Groups in up to three dimensions, of {@code items} in a row. */
  public static Grid of(long groupsX, long groupsY, long groupsZ, int items) {
    return new Grid(groupsX, groupsY, groupsZ, items, 1, 1);
  }
}
