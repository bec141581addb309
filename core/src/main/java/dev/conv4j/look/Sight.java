package dev.conv4j.look;

import dev.conv4j.tensor.Shape;
import java.util.BitSet;

/**
 * Elements of one item of a tensor: all those in some channels, some rows and some columns. Axes
 * that the tensor does not have are of extent 1; a list {@code [N, F]} is F channels.
 */
record Sight(BitSet channels, Span rows, Span columns) {
  /** No element at all. */
  static final Sight NOTHING = new Sight(new BitSet(), Span.all(0), Span.all(0));

  /**
   * Places along one axis.
   *
   * @param inside those that the tensor has
   * @param first of the places if the axis went on without end, so that padding counts
   * @param last the last of them
   */
  record Span(BitSet inside, long first, long last) {

    static Span one(int place) {
      BitSet inside = new BitSet();
      if (place >= 0) {
        inside.set(place);
      }
      return new Span(inside, place, place);
    }

    static Span all(int extent) {
      return new Span(range(0, extent), 0, extent - 1L);
    }

    /** These places and those. */
    Span and(Span other) {
      BitSet both = (BitSet) inside.clone();
      both.or(other.inside);
      return new Span(both, Math.min(first, other.first), Math.max(last, other.last));
    }

    /** These places, and those only as if the axis went on. */
    Span around(Span other) {
      return new Span(inside, Math.min(first, other.first), Math.max(last, other.last));
    }
  }

  static Sight of(Unit unit) {
    BitSet channels = new BitSet();
    channels.set(unit.channel());
    return new Sight(channels, Span.one(unit.row()), Span.one(unit.column()));
  }

  /** Everything. */
  static Sight all(Shape shape) {
    return new Sight(
        range(0, extent(shape, 1)), Span.all(extent(shape, 2)), Span.all(extent(shape, 3)));
  }

  /** The smallest that holds both. */
  Sight and(Sight other) {
    BitSet both = (BitSet) channels.clone();
    both.or(other.channels);
    // Without a row there is nothing, whatever the columns.
    if (isOutside()) {
      return new Sight(both, other.rows.around(rows), other.columns.around(columns));
    }
    if (other.isOutside()) {
      return new Sight(both, rows.around(other.rows), columns.around(other.columns));
    }
    return new Sight(both, rows.and(other.rows), columns.and(other.columns));
  }

  /** Whether there is no element of it, wherever the tensor would go on. */
  boolean isNothing() {
    return channels.isEmpty();
  }

  /** Whether all of its places are outside the tensor. */
  boolean isOutside() {
    return rows.inside.isEmpty() || columns.inside.isEmpty();
  }

  /** The extent of an axis, which a tensor of fewer axes has none of: 1. */
  static int extent(Shape shape, int axis) {
    return axis < shape.rank() ? shape.intExtent(axis) : 1;
  }

  static BitSet range(int from, int to) {
    BitSet range = new BitSet();
    range.set(from, to);
    return range;
  }
}
