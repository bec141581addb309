package dev.conv4j.examples;

import java.util.ArrayList;
import java.util.List;

/**
 * A matrix drawn with aligned columns. One window may be marked, in inverse video or with brackets;
 * cells may be left out, as of an output that is still filling up.
 */
final class Grid {
  private final String caption;
  private final Matrix matrix;
  private int filled;
  private int margin;
  private int windowRow;
  private int windowColumn;
  private int windowHeight;
  private int windowWidth;

  Grid(String caption, Matrix matrix) {
    this.caption = caption;
    this.matrix = matrix;
    this.filled = matrix.count();
  }

  /** Marks the window of this size whose upper left corner is here. */
  Grid window(int row, int column, int height, int width) {
    windowRow = row;
    windowColumn = column;
    windowHeight = height;
    windowWidth = width;
    return this;
  }

  /** Draws only the first cells, in row order. */
  Grid filled(int cells) {
    filled = cells;
    return this;
  }

  /** Draws so many rings of cells at the edge fainter than the rest. */
  Grid margin(int rings) {
    margin = rings;
    return this;
  }

  /** The drawing, the caption above it. */
  Block draw(Screen screen) {
    int cell = cellWidth();
    int width = Math.max(matrix.columns() * (cell + 1) + 1, caption.length());
    List<String> lines = new ArrayList<>();
    lines.add(screen.bold(caption) + " ".repeat(width - caption.length()));
    for (int row = 0; row < matrix.rows(); row++) {
      String rest = " ".repeat(width - matrix.columns() * (cell + 1) - 1);
      lines.add(row(screen, row, cell) + rest);
    }
    return new Block(lines, width);
  }

  private int cellWidth() {
    int widest = 1;
    for (float value : matrix.values()) {
      widest = Math.max(widest, Matrix.write(value).length());
    }
    return widest;
  }

  /** Cells with a character before, between and after them. */
  private String row(Screen screen, int row, int cell) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column <= matrix.columns(); column++) {
      text.append(separator(screen, row, column));
      if (column < matrix.columns()) {
        text.append(styled(screen, row, column, ("%" + cell + "s").formatted(cell(row, column))));
      }
    }
    return text.toString();
  }

  private String cell(int row, int column) {
    boolean drawn = row * matrix.columns() + column < filled;
    return drawn ? Matrix.write(matrix.at(row, column)) : ".";
  }

  private String separator(Screen screen, int row, int column) {
    boolean before = inWindow(row, column - 1);
    boolean after = inWindow(row, column);
    if (screen.hasColor()) {
      return before || after ? screen.inverse(" ") : " ";
    }
    return before == after ? " " : after ? "[" : "]";
  }

  private String styled(Screen screen, int row, int column, String text) {
    if (inWindow(row, column)) {
      return screen.inverse(text);
    }
    boolean faint =
        row < margin
            || column < margin
            || row >= matrix.rows() - margin
            || column >= matrix.columns() - margin
            || row * matrix.columns() + column >= filled;
    return faint ? screen.dim(text) : text;
  }

  private boolean inWindow(int row, int column) {
    return row >= windowRow
        && row < windowRow + windowHeight
        && column >= windowColumn
        && column < windowColumn + windowWidth;
  }
}
