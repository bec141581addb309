package dev.conv4j.cli;

import org.jline.utils.WCWidth;

/** Text in columns of a terminal, where Chinese characters and the like take two. */
final class Columns {
  private Columns() {}

  /** How many columns a text takes. */
  static int width(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  private static int width(int character) {
    return Math.max(WCWidth.wcwidth(character), 0);
  }

  /** A text, or so much of its beginning as fits, with an ellipsis behind it. */
  static String cut(String text, int most) {
    if (width(text) <= most) {
      return text;
    }
    StringBuilder kept = new StringBuilder();
    int left = most - 1;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int character = text.codePointAt(at);
      left -= width(character);
      if (left < 0) {
        break;
      }
      kept.appendCodePoint(character);
    }
    return kept.append('…').toString();
  }

  /** A text at the left of so many columns, cut if it is longer. */
  static String left(String text, int columns) {
    String fitting = cut(text, columns);
    return fitting + " ".repeat(columns - width(fitting));
  }

  /** A text at the right of so many columns, cut if it is longer. */
  static String right(String text, int columns) {
    String fitting = cut(text, columns);
    return " ".repeat(columns - width(fitting)) + fitting;
  }
}
