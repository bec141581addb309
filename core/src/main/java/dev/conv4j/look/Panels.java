package dev.conv4j.look;

import dev.conv4j.page.Canvas;
import dev.conv4j.page.PagePicture;

/** Pictures of one size side by side, each with a word above it. */
final class Panels {
  private final Sheet sheet;
  private final int width;
  private final int top;

  Panels(String title, Sheet.Legend legend, int width, int height, String... words) {
    int line = Sheet.line();
    this.width = width;
    this.top = Sheet.bodyTop() + line;
    int all = words.length * (width + 2 * Sheet.GAP) - 2 * Sheet.GAP;
    sheet = new Sheet(title, legend, all, height + line);
    for (int i = 0; i < words.length; i++) {
      sheet.canvas().text(words[i], left(i), Sheet.bodyTop(), Sheet.LARGE, Sheet.SOFT);
    }
  }

  Canvas canvas() {
    return sheet.canvas();
  }

  /** Where a panel begins. */
  int left(int panel) {
    return Sheet.MARGIN + panel * (width + 2 * Sheet.GAP);
  }

  int top() {
    return top;
  }

  PagePicture picture() {
    return sheet.picture();
  }
}
