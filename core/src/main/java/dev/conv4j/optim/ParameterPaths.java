package dev.conv4j.optim;

import dev.conv4j.Problem;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * Parameters by the pattern of their paths.
 *
 * @param pattern a path, such as {@code fc.weight}, where {@code *} stands for any letters but a
 *     dot, and {@code **} for any letters: {@code **.bias}, {@code features.**}
 */
public record ParameterPaths(String pattern) {

  /** Whether the parameter with this path is one of them. */
  public boolean has(String path) {
    StringBuilder expression = new StringBuilder();
    for (String part : pattern.splitWithDelimiters("\\*\\*|\\*", 0)) {
      expression.append(
          switch (part) {
            case "**" -> ".*";
            case "*" -> "[^.]*";
            default -> Pattern.quote(part);
          });
    }
    return path.matches(expression.toString());
  }

  /**
   * What to say when the pattern fits none.
   *
   * @param where where the pattern was given
   * @param paths those that there are
   */
  public Problem fitsNone(String where, Collection<String> paths) {
    return new Problem(
        where,
        "a pattern that a parameter's path has, such as "
            + paths.stream().findFirst().orElse("fc.weight"),
        "'" + pattern + "'",
        "See the paths with Model.parameters");
  }
}
