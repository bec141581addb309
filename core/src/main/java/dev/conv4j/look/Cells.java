package dev.conv4j.look;

/**
 * A grid of equal cells, as square as can be.
 *
 * @param count how many cells
 * @param columns how many of them side by side
 * @param cellWidth of a cell, without the gap beside it
 * @param cellHeight of a cell, without the gap below it
 */
record Cells(int count, int columns, int cellWidth, int cellHeight) {
  private static final int WIDEST = 1000;

  /** A grid that is about as wide as a page at most; its rows are about equally long. */
  static Cells of(int count, int cellWidth, int cellHeight) {
    int most = Math.max((WIDEST + Sheet.GAP) / (cellWidth + Sheet.GAP), 1);
    int rows = Math.max(Math.ceilDiv(count, most), 1);
    return new Cells(count, Math.max(Math.ceilDiv(count, rows), 1), cellWidth, cellHeight);
  }

  int width() {
    return columns * (cellWidth + Sheet.GAP) - Sheet.GAP;
  }

  int height() {
    return Math.ceilDiv(count, columns) * (cellHeight + Sheet.GAP) - Sheet.GAP;
  }

  int left(int cell) {
    return Sheet.MARGIN + cell % columns * (cellWidth + Sheet.GAP);
  }

  int top(int cell) {
    return Sheet.bodyTop() + cell / columns * (cellHeight + Sheet.GAP);
  }
}
