package dev.conv4j.cpu;

/**
 * How the rows of a {@link Correlation} are cut into runs.
 *
 * <pre>{@code
 * at the end of its last run of the longest vectors, a row  | vectors   columns
 * wastes more than copying each plane of pixels costs       | longest   apart: a band is cut like one row
 * wastes at most an eighth of its length                    | longest   as they stand
 * else                                                      | usual     as they stand
 * }</pre>
 *
 * @param lanes of a run: {@link MicroKernel#longLanes} or {@link MicroKernel#lanes}
 * @param apart whether there is a plane for each column of the kernel ({@link Axis#apart})
 */
record RunForm(int lanes, boolean apart) {
  /** The products that take as long as copying a pixel. */
  private static final int COPY = 4;

  static RunForm of(MicroKernel micro, int filters, Axis rows, Axis columns) {
    int lanes = micro.longLanes(filters);
    int wasted = Math.ceilDiv(columns.places, lanes) * lanes - columns.places;
    int products = filters * rows.element.length;
    if (wasted * products > COPY * columns.places) {
      return new RunForm(lanes, true);
    }
    return new RunForm(8 * wasted <= columns.places ? lanes : micro.lanes(), false);
  }
}
