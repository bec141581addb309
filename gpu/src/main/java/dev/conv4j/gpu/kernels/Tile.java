package dev.conv4j.gpu.kernels;

import java.util.Map;

/**
 * The sizes of a tile of a matrix product: what one group of work items computes. All tiles add the
 * terms of a sum in the same order, so which is taken changes no bit.
 */
enum Tile {
  /** For few rows. */
  LOW(32, 16, 4, 4),
  /** For some rows. */
  MIDDLE(64, 16, 8, 4),
  /** For large products, which fill a device also with large tiles. */
  HIGH(128, 8, 8, 8);

  /** Columns of every tile. */
  static final int COLUMNS = 128;

  /** Fewer tiles than these leave much of a large device idle. */
  private static final long ENOUGH_TILES = 256;

  private final int rows;
  private final int terms;
  private final int rowsEach;
  private final int columnsEach;

  Tile(int rows, int terms, int rowsEach, int columnsEach) {
    this.rows = rows;
    this.terms = terms;
    this.rowsEach = rowsEach;
    this.columnsEach = columnsEach;
  }

  /** The tile that computes least in vain and still keeps a device busy. */
  static Tile of(long rows, long columns, long products) {
    if (rows <= LOW.rows) {
      return LOW;
    }
    long high = HIGH.rounded(rows);
    boolean enough =
        high / HIGH.rows * Math.ceilDiv(columns, (long) COLUMNS) * products >= ENOUGH_TILES;
    if (enough && high * 4 <= MIDDLE.rounded(rows) * 5) {
      return HIGH;
    }
    return LOW.rounded(rows) * 3 < MIDDLE.rounded(rows) * 2 ? LOW : MIDDLE;
  }

  /** Its rows. */
  int rows() {
    return rows;
  }

  /** Terms that it takes at a time. */
  int terms() {
    return terms;
  }

  /** Rows, rounded up to whole tiles. */
  long rounded(long count) {
    return Math.ceilDiv(count, (long) rows) * rows;
  }

  /** Terms, rounded up to what it takes at a time. */
  long roundedTerms(long count) {
    return Math.ceilDiv(count, (long) terms) * terms;
  }

  /** How many cover a product. */
  long count(long rowCount, long columnCount) {
    return Math.ceilDiv(rowCount, (long) rows) * Math.ceilDiv(columnCount, (long) COLUMNS);
  }

  /** The constants that its program is compiled with. */
  Map<String, String> constants() {
    return Map.of(
        "TILE_M", Integer.toString(rows),
        "TILE_N", Integer.toString(COLUMNS),
        "TILE_K", Integer.toString(terms),
        "PER_M", Integer.toString(rowsEach),
        "PER_N", Integer.toString(columnsEach));
  }
}
