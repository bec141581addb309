package dev.conv4j.tensor.spi;

import dev.conv4j.ShapeException;

/**
 * How a tensor is cut into the groups that are normalised: it is seen as {@code [rows, channels,
 * pixels]} in row-major order, and each row has {@code groups} groups of neighbouring channels.
 * Layer normalisation is the case of one group and one pixel.
 *
 * @param groups a divisor of {@code channels}
 */
public record GroupGeometry(int rows, int groups, int channels, int pixels) {

  /** Checks that the numbers make sense together. */
  public GroupGeometry {
    if (rows < 0 || pixels < 0) {
      throw new ShapeException("groups", "0 rows and pixels or more", rows + " and " + pixels, "");
    }
    if (groups < 1 || channels < 1 || channels % groups != 0) {
      throw new ShapeException(
          "groups",
          "a number of groups that divides that of the channels",
          "%d groups for %d channels".formatted(groups, channels),
          "");
    }
  }

  /** Channels of one group. */
  public int perGroup() {
    return channels / groups;
  }

  /** Elements of one group, which are normalised together. */
  public long size() {
    return (long) perGroup() * pixels;
  }

  /** All groups of all rows. */
  public long count() {
    return (long) rows * groups;
  }
}
