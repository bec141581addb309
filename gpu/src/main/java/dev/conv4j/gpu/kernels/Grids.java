package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Grid;

/** Grids of the kernels' usual kinds. */
final class Grids {
  /** The most groups in the second and in the third dimension that every device takes. */
  static final int MOST_GROUPS = 65535;

  /** Work items in a group. */
  static final int ITEMS = 256;

  private Grids() {}

  /**
   * Groups in x, and {@code rows} of them in y and z: a kernel finds its row as {@code GROUP_Z *
   * GROUPS_Y + GROUP_Y}, and leaves rows past the last alone.
   */
  static Grid rows(long groupsX, long rows, int items) {
    long y = Math.min(rows, MOST_GROUPS);
    return Grid.of(groupsX, y, Math.ceilDiv(rows, y), items);
  }

  /**
   * Items in x for the pixels of a plane, {@code each} of them an item, and items and groups in y
   * and z for the planes. Small planes share a group.
   */
  static Grid planes(long planes, long pixels, int each) {
    long wanted = Math.ceilDiv(pixels, (long) each);
    int itemsX = wanted >= 32 ? 32 : wanted >= 8 ? 8 : 1;
    int itemsY = ITEMS / itemsX;
    long rows = Math.ceilDiv(planes, (long) itemsY);
    long y = Math.min(rows, MOST_GROUPS);
    return new Grid(
        Math.ceilDiv(pixels, (long) itemsX * each), y, Math.ceilDiv(rows, y), itemsX, itemsY, 1);
  }
}
