package dev.conv4j.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Small letters of square pixels, for pictures: they look the same on every machine and need no
 * fonts of the system. A character that it does not have is a box.
 *
 * <p>The letters are in {@code font.txt}: lines of characters, and below each its rows.
 */
final class PixelFont {
  /** Columns of a letter. */
  static final int WIDTH = 5;

  /** Rows of a letter, the lowest for what hangs below the line. */
  static final int HEIGHT = 8;

  /** From the left edge of a letter to that of the next. */
  static final int ADVANCE = WIDTH + 1;

  private static final Map<Integer, List<String>> LETTERS =
      read(PageTemplate.read(PixelFont.class, "font.txt"));

  private static final int MISSING = 0x25A1;

  private PixelFont() {}

  private static Map<Integer, List<String>> read(PageTemplate file) {
    Map<Integer, List<String>> letters = new HashMap<>();
    List<String> lines = file.text().lines().toList();
    for (int line = 0; line < lines.size(); line += HEIGHT + 1) {
      String characters = lines.get(line);
      List<String> rows = lines.subList(line + 1, line + 1 + HEIGHT);
      for (int at = 0; at < characters.length(); at += ADVANCE) {
        int from = at;
        letters.put(
            characters.codePointAt(at),
            rows.stream().map(row -> row.substring(from, from + WIDTH)).toList());
      }
    }
    letters.put((int) ' ', List.of());
    return Map.copyOf(letters);
  }

  /** How wide a text is, without the gap after its last letter. */
  static int width(String text) {
    return Math.max(text.codePointCount(0, text.length()) * ADVANCE - 1, 0);
  }

  /** Whether a letter has a pixel there. */
  static boolean isSet(int character, int row, int column) {
    List<String> rows = LETTERS.getOrDefault(character, LETTERS.getOrDefault(MISSING, List.of()));
    return row < rows.size() && rows.get(row).charAt(column) == '#';
  }
}
