package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * Matrix products from packed factors, on one thread. The left factor lies in panels of {@link
 * MicroKernel#denseRows} rows, the right one in panels of {@link MicroKernel#panelColumns} columns,
 * both term by term and filled up with zeros, so that the micro-kernel reads them in order.
 */
final class Product {
  /**
   * The most terms multiplied at a time, so that a panel of the right factor stays in the nearest
   * cache while those of the left one pass through it.
   */
  private static final int MOST_TERMS = 384;

  /** Terms packed at a time. */
  private static final int PACKED_TERMS = 64;

  private final MicroKernel micro;

  Product(MicroKernel micro) {
    this.micro = micro;
  }

  /** How many of {@code terms} terms are multiplied at a time: blocks of about the same size. */
  static int termBlock(int terms) {
    return Math.ceilDiv(terms, Math.max(Math.ceilDiv(terms, MOST_TERMS), 1));
  }

  /** Rows of a panel of the left factor. */
  int panelRows() {
    return micro.denseRows();
  }

  /** Columns of a panel of the right factor. */
  int panelColumns() {
    return micro.panelColumns();
  }

  /** {@code rows} rounded up to whole panels. */
  int paddedRows(int rows) {
    return Math.ceilDiv(rows, micro.denseRows()) * micro.denseRows();
  }

  /** {@code columns} rounded up to whole panels. */
  int paddedColumns(int columns) {
    return Math.ceilDiv(columns, micro.panelColumns()) * micro.panelColumns();
  }

  /** The scratch floats that {@link #multiply} needs for a tile on the edge of the result. */
  int edgeTile() {
    return micro.denseRows() * micro.panelColumns();
  }

  /**
   * Packs a left factor of which element (row, term) stands at {@code from[at + row * rowStride +
   * term * termStride]}; one of the strides is 1.
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
    pack(from, at, columnStride, termStride, columns, terms, micro.panelColumns(), into, intoAt);
  }

  private void pack(
      float[] from,
      int at,
      int lineStride,
      int termStride,
      int lines,
      int terms,
      int width,
      float[] into,
      int intoAt) {
    assert lineStride == 1 || termStride == 1 : "strides " + lineStride + ", " + termStride;
    // Neighbouring panels read the same pages and cache lines: a few terms of all of them at a
    // time.
    for (int term = 0; term < terms; term += PACKED_TERMS) {
      int termCount = Math.min(PACKED_TERMS, terms - term);
      for (int first = 0; first < lines; first += width) {
        int count = Math.min(width, lines - first);
        int source = at + first * lineStride + term * termStride;
        int to = intoAt + first * terms + term * width;
        if (lineStride == 1) {
          micro.packing().copy(from, source, termStride, count, termCount, into, to, width);
        } else {
          micro.packing().turn(from, source, lineStride, count, termCount, into, to, width);
        }
      }
    }
  }

  /**
   * {@code rows} rows of the result from a packed left factor and one packed panel of at most
   * {@link #panelColumns} columns: {@code c = start + left · right}.
   *
   * @param start what the sums start from: whole tiles, however few rows and columns are wanted,
   *     with {@code startStride} floats from row to row (0: all rows the same); or {@code c} itself
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
      float[] start,
      int startAt,
      int startStride,
      float[] c,
      int cAt,
      int cStride,
      float[] scratch,
      int scratchAt) {
    int tileRows = micro.denseRows();
    int tileColumns = micro.panelColumns();
    for (int row = 0; row < rows; row += tileRows) {
      int from = startAt + row * startStride;
      int at = cAt + row * cStride;
      int used = Math.min(tileRows, rows - row);
      if (used == tileRows && columns == tileColumns) {
        micro.panel(
            used, terms, left, leftAt, right, rightAt, start, from, startStride, c, at, cStride);
      } else {
        for (int i = 0; i < used; i++) {
          int to = scratchAt + i * tileColumns;
          System.arraycopy(start, from + i * startStride, scratch, to, columns);
          Arrays.fill(scratch, to + columns, to + tileColumns, 0);
        }
        micro.panel(
            used,
            terms,
            left,
            leftAt,
            right,
            rightAt,
            scratch,
            scratchAt,
            tileColumns,
            scratch,
            scratchAt,
            tileColumns);
        for (int i = 0; i < used; i++) {
          System.arraycopy(scratch, scratchAt + i * tileColumns, c, at + i * cStride, columns);
        }
      }
      leftAt += terms * tileRows;
    }
  }
}
