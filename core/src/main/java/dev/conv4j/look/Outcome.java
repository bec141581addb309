package dev.conv4j.look;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.nn.Shapes;
import dev.conv4j.tensor.Shape;

/**
 * What comes out of a layer for one image.
 *
 * @param name as in a {@link dev.conv4j.nn.Summary}, or of a layer that holds others
 * @param kind such as {@code Conv2d}
 * @param shape without the batch: {@code [C, H, W]} for maps, {@code [F]} for a list of numbers
 */
public record Outcome(String name, String kind, Shape shape) {

  /** Whether it is maps of more than one pixel. */
  public boolean hasPlaces() {
    return shape.rank() == 3 && shape.extent(1) * shape.extent(2) > 1;
  }

  /** The extents, as in {@code 10×24×24}. */
  String size() {
    return size(shape);
  }

  static String size(Shape shape) {
    return Shapes.perItem(shape.batched(1));
  }

  int channels() {
    return shape.rank() == 0 ? 1 : shape.intExtent(0);
  }

  int height() {
    return shape.rank() < 2 ? 1 : shape.intExtent(1);
  }

  int width() {
    return shape.rank() < 3 ? 1 : shape.intExtent(2);
  }

  /** Which element a unit is, in row-major order. */
  int number(Unit unit) {
    return (unit.channel() * height() + unit.row()) * width() + unit.column();
  }

  void require(Unit unit) {
    requireBelow("channel", unit.channel(), channels());
    requireBelow("row", unit.row(), height());
    requireBelow("column", unit.column(), width());
  }

  private void requireBelow(String what, int number, int end) {
    if (number < 0 || number >= end) {
      throw new Conv4jException(
          new Problem(
              "a unit of layer '" + name + "'",
              "a " + what + " of 0 to " + (end - 1),
              Integer.toString(number),
              ""));
    }
  }
}
