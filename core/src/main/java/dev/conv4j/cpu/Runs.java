package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * How the places of a band of rows are cut into runs as long as the lanes of a vector, two of which
 * make the columns of a tile. Each row starts with a run of its own, or where pixels follow each
 * other as places do, the band is cut like one row.
 */
final class Runs {
  /** The longest row that a plain loop copies sooner. */
  private static final int SHORT = 16;

  /**
   * Whether runs go straight to the rows of the output; else each has room of its own, behind the
   * one before. In a row that is no whole number of runs, the last one then begins early and
   * computes some places again, which is right where sums are complete at once, and else within a
   * tile alone: a row must then be whole tiles.
   */
  final boolean direct;

  /** Where the first place of each run is read in a plane, before a term's offset. */
  final int[] reads;

  /** Where it goes, from where the band's first place goes. */
  final int[] writes;

  /** From row to row of what is not {@link #direct}. */
  final int rowStride;

  private Runs(
      int lanes,
      boolean atOnce,
      int rows,
      int places,
      int readStride,
      boolean adjoin,
      int writeStride,
      int rowStride) {
    int perRow = Math.ceilDiv(places, lanes);
    boolean whole = places % lanes == 0;
    boolean again = places > lanes && (atOnce || perRow % 2 == 0);
    this.direct = adjoin && (whole || again);
    this.rowStride = rowStride;
    this.reads = new int[rows * perRow];
    this.writes = new int[rows * perRow];
    for (int run = 0; run < reads.length; run++) {
      int row = run / perRow;
      int start = run % perRow * lanes;
      int column = direct ? Math.min(start, places - lanes) : start;
      reads[run] = row * readStride + column;
      writes[run] = direct ? row * writeStride + column : run * lanes;
    }
  }

  /**
   * The runs of some rows, each starting with one.
   *
   * @param atOnce whether sums are complete at once, or terms are added to what stands there
   * @param planeWidth from row to row of what is read
   * @param outWidth from row to row of the output
   */
  static Runs ofRows(
      int lanes,
      boolean atOnce,
      int rowCount,
      Axis rows,
      Axis columns,
      int planeWidth,
      int outWidth) {
    int rowStride = Math.ceilDiv(columns.places, lanes) * lanes;
    boolean adjoin = columns.step == 1;
    int writeStride = rows.step * outWidth;
    return new Runs(
        lanes, atOnce, rowCount, columns.places, planeWidth, adjoin, writeStride, rowStride);
  }

  /** The same where the pixels of a row follow those of the one before: the columns lie apart. */
  static Runs ofBand(
      int lanes, boolean atOnce, int rowCount, Axis rows, Axis columns, int outWidth) {
    int places = rowCount * columns.places;
    boolean adjoin = rows.step == 1 && columns.step == 1 && columns.places == outWidth;
    return new Runs(lanes, atOnce, 1, places, 0, adjoin, 0, columns.places);
  }

  /** The number of runs. */
  int count() {
    return reads.length;
  }

  /** Fills a row; few elements are not worth a call of the library. */
  static void fill(float[] into, int at, int count, float value) {
    if (count > SHORT) {
      Arrays.fill(into, at, at + count, value);
    } else {
      for (int i = 0; i < count; i++) {
        into[at + i] = value;
      }
    }
  }

  /** Copies a row; few elements are not worth a call of the library. */
  static void copy(float[] from, int fromAt, float[] into, int at, int count) {
    if (count > SHORT) {
      System.arraycopy(from, fromAt, into, at, count);
    } else {
      for (int i = 0; i < count; i++) {
        into[at + i] = from[fromAt + i];
      }
    }
  }
}
