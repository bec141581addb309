package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * Matrix products from packed factors, on one thread. The left factor lies in panels of {@link
 * MicroKernel#denseRows} rows, the right one in panels of {@link MicroKernel#columns} columns, both
 * term by term and filled up with zeros, so that the micro-kernel reads them in order.
 */
final class Product {
  /** Terms multiplied at a time, so that a panel of the right factor stays in the nearest cache. */
  static final int TERM_BLOCK = 256;

  private final MicroKernel micro;

  Product(MicroKernel micro) {
    this.micro = micro;
  }

  /** Columns of a panel of the right factor. */
  int panelColumns() {
    return micro.columns();
  }

  /** {@code rows} rounded up to whole panels. */
  int paddedRows(int rows) {
    return Math.ceilDiv(rows, micro.denseRows()) * micro.denseRows();
  }

  /** {@code columns} rounded up to whole panels. */
  int paddedColumns(int columns) {
    return Math.ceilDiv(columns, micro.columns()) * micro.columns();
  }

  /** The scratch floats that {@link #multiply} needs for a tile on the edge of the result. */
  int edgeTile() {
    return micro.denseRows() * micro.columns();
  }

  /**
   * Packs a left factor of which element (row, term) stands at {@code from[at + row * rowStride +
   * term * termStride]}.
   */
  void packLeft(
      float[] from,
      int at,
      int rowStride,
      int termStride,
      int rows,
      int terms,
      float[] into,
      int intoAt) {
    pack(from, at, rowStride, termStride, rows, terms, micro.denseRows(), into, intoAt);
  }

  /** Packs a right factor; see {@link #packLeft}, with columns for rows. */
  void packRight(
      float[] from,
      int at,
      int columnStride,
      int termStride,
      int columns,
      int terms,
      float[] into,
      int intoAt) {
    pack(from, at, columnStride, termStride, columns, terms, micro.columns(), into, intoAt);
  }

  private static void pack(
      float[] from,
      int at,
      int lineStride,
      int termStride,
      int lines,
      int terms,
      int panel,
      float[] into,
      int intoAt) {
    for (int first = 0; first < lines; first += panel) {
      int count = Math.min(panel, lines - first);
      if (count < panel) {
        Arrays.fill(into, intoAt, intoAt + terms * panel, 0);
      }
      if (lineStride == 1) {
        for (int term = 0; term < terms; term++) {
          System.arraycopy(
              from, at + first + term * termStride, into, intoAt + term * panel, count);
        }
      } else {
        for (int line = 0; line < count; line++) {
          int source = at + (first + line) * lineStride;
          for (int term = 0; term < terms; term++) {
            into[intoAt + line + term * panel] = from[source + term * termStride];
          }
        }
      }
      intoAt += terms * panel;
    }
  }

  /**
   * Adds to {@code rows} rows of the result a packed left factor times one packed panel of at most
   * {@link #panelColumns} columns.
   *
   * @param terms at most {@link #TERM_BLOCK}
   * @param c where the result's first element stands, at {@code cAt}
   * @param scratch {@link #edgeTile} floats from {@code scratchAt}
   */
  void multiply(
      int rows,
      int columns,
      int terms,
      float[] left,
      int leftAt,
      float[] right,
      int rightAt,
      float[] c,
      int cAt,
      int cStride,
      float[] scratch,
      int scratchAt) {
    int tileRows = micro.denseRows();
    int tileColumns = micro.columns();
    for (int row = 0; row < rows; row += tileRows) {
      int at = cAt + row * cStride;
      if (row + tileRows <= rows && columns == tileColumns) {
        micro.dense(terms, left, leftAt, right, rightAt, tileColumns, c, at, cStride);
      } else {
        Arrays.fill(scratch, scratchAt, scratchAt + edgeTile(), 0);
        micro.dense(
            terms, left, leftAt, right, rightAt, tileColumns, scratch, scratchAt, tileColumns);
        addEdge(Math.min(tileRows, rows - row), columns, scratch, scratchAt, c, at, cStride);
      }
      leftAt += terms * tileRows;
    }
  }

  private void addEdge(
      int rows, int columns, float[] tile, int tileAt, float[] c, int cAt, int cStride) {
    for (int row = 0; row < rows; row++) {
      int from = tileAt + row * micro.columns();
      int to = cAt + row * cStride;
      for (int column = 0; column < columns; column++) {
        c[to + column] += tile[from + column];
      }
    }
  }
}
