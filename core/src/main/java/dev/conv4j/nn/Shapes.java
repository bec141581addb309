package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.tensor.Shape;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Checks and words for shapes. */
public final class Shapes {
  private Shapes() {}

  /**
   * Checks that {@code shape} matches a pattern of extents; a letter stands for any extent.
   *
   * @param kind the kind of layer that asks, such as {@code Conv2d}
   * @param pattern such as {@code "N", 3, "H", "W"}
   * @throws ShapeException if it does not match
   */
  public static void require(Shape shape, String kind, Object... pattern) {
    boolean matches = shape.rank() == pattern.length;
    for (int axis = 0; matches && axis < pattern.length; axis++) {
      matches =
          !(pattern[axis] instanceof Number wanted) || wanted.longValue() == shape.extent(axis);
    }
    if (!matches) {
      String expected =
          Arrays.stream(pattern).map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
      throw new ShapeException(kind, expected, shape.toString(), hint(shape, pattern));
    }
  }

  private static String hint(Shape shape, Object[] pattern) {
    boolean image = pattern.length == 4 && pattern[1] instanceof Number;
    if (image && shape.rank() == 4 && shape.extent(3) == ((Number) pattern[1]).longValue()) {
      return "That looks channels-last; images are channels-first here (NCHW)";
    }
    if (image && shape.rank() == 3) {
      return "A single image needs a batch around it: [1, C, H, W]";
    }
    if (pattern.length == 2 && shape.rank() == 4) {
      return "Put a Flatten before it";
    }
    if (shape.rank() == pattern.length
        && pattern[1] instanceof Number wanted
        && wanted.longValue() != shape.extent(1)) {
      return "What comes before it gives %d %s: make it take as many"
          .formatted(shape.extent(1), image ? "channels" : "features");
    }
    return "";
  }

  /** The extents without the batch, as in {@code 10×24×24}. */
  public static String perItem(Shape shape) {
    if (shape.rank() == 0) {
      return "one number";
    }
    return Arrays.stream(shape.item().extents())
        .mapToObj(Long::toString)
        .collect(Collectors.joining("×"));
  }
}
