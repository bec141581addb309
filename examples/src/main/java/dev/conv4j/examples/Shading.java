package dev.conv4j.examples;

import java.util.ArrayList;
import java.util.List;

/** Pictures out of letters, a letter for two pixels by two. */
final class Shading {
  /** From black to white, on a dark screen. */
  private static final String LETTERS = " .:-=+*#%@";

  private Shading() {}

  /**
   * Draws a gray image of values in [0, 1] under a caption.
   *
   * @param width of the image, an even number
   */
  static Block draw(String caption, float[] pixels, int width) {
    int room = Math.max(width / 2, caption.length());
    List<String> lines = new ArrayList<>();
    lines.add(caption + " ".repeat(room - caption.length()));
    for (int at = 0; at + 2 * width <= pixels.length; at += 2 * width) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < width; x += 2) {
        int i = at + x;
        float mean = (pixels[i] + pixels[i + 1] + pixels[i + width] + pixels[i + width + 1]) / 4;
        line.append(LETTERS.charAt(Math.round(mean * (LETTERS.length() - 1))));
      }
      lines.add(line + " ".repeat(room - width / 2));
    }
    return new Block(lines, room);
  }
}
