package dev.conv4j.tensor;

import dev.conv4j.ShapeException;
import java.util.Arrays;

/**
 * The extents of a tensor, outermost first; images are {@code [N, C, H, W]}. An extent may be 0 (an
 * empty batch); no extent at all is a single number. Immutable.
 */
public final class Shape {
  /** The shape of a single number. */
  public static final Shape SCALAR = new Shape();

  private final long[] extents;
  private final long count;

  private Shape(long... extents) {
    this.extents = extents;
    this.count = countOf(extents);
  }

  /**
   * The shape with these extents.
   *
   * @throws ShapeException if an extent is negative, or their product exceeds 2⁶³ − 1
   */
  public static Shape of(long... extents) {
    return new Shape(extents.clone());
  }

  private static long countOf(long[] extents) {
    long count = 1;
    boolean empty = false;
    for (long extent : extents) {
      if (extent < 0) {
        throw new ShapeException(
            "Shape", "extents of 0 or more", Arrays.toString(extents), "Check the sizes");
      }
      empty |= extent == 0;
    }
    if (empty) {
      return 0;
    }
    for (long extent : extents) {
      if (count > Long.MAX_VALUE / extent) {
        throw tooLarge("at most 2^63 - 1 elements", extents);
      }
      count *= extent;
    }
    return count;
  }

  private static ShapeException tooLarge(String expected, long[] extents) {
    return new ShapeException(
        "Shape",
        expected,
        Arrays.toString(extents),
        "A size this large usually comes from a damaged file or a slip in a layer's settings");
  }

  /** The number of axes. */
  public int rank() {
    return extents.length;
  }

  /** The extent of an axis, 0 being the outermost. */
  public long extent(int axis) {
    return extents[axis];
  }

  /**
   * The extent of an axis as an int, for code that indexes Java arrays.
   *
   * @throws ShapeException if it is larger than 2³¹ − 1
   */
  public int intExtent(int axis) {
    if (extents[axis] > Integer.MAX_VALUE) {
      throw tooLarge("an extent of at most 2^31 - 1 on axis " + axis, extents);
    }
    return (int) extents[axis];
  }

  /** The number of elements: the product of the extents. */
  public long count() {
    return count;
  }

  /**
   * The number of elements as an int, for code that holds them in a Java array.
   *
   * @throws ShapeException if it is larger than 2³¹ − 1
   */
  public int intCount() {
    if (count > Integer.MAX_VALUE) {
      throw tooLarge("at most 2^31 - 1 elements, what an array can hold", extents);
    }
    return (int) count;
  }

  /**
   * The number of elements of one item of the outermost axis, such as of one image of a batch.
   *
   * @throws ShapeException if it exceeds 2⁶³ − 1, as it can where the batch is empty
   */
  public long countPerItem() {
    if (extents.length == 0) {
      return 1;
    }
    return count > 0 ? count / extents[0] : item().count();
  }

  /** This shape with another extent on one axis. */
  public Shape with(int axis, long extent) {
    long[] changed = extents.clone();
    changed[axis] = extent;
    return new Shape(changed);
  }

  /** This shape behind one more, outermost axis: {@code [C, H, W]} becomes {@code [N, C, H, W]}. */
  public Shape batched(long items) {
    long[] batched = new long[extents.length + 1];
    batched[0] = items;
    System.arraycopy(extents, 0, batched, 1, extents.length);
    return new Shape(batched);
  }

  /** This shape without its outermost axis. */
  public Shape item() {
    return new Shape(Arrays.copyOfRange(extents, 1, extents.length));
  }

  /** The extents, outermost first. */
  public long[] extents() {
    return extents.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** The extents in brackets, such as {@code [64, 1, 28, 28]}. */
  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
