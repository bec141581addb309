package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * How the places of a band of rows are cut into runs of {@link MicroKernel#lanes}, two of which
 * make the columns of a tile. Each row starts with a run of its own.
 */
final class Runs {
  /** The longest row that a plain loop copies sooner. */
  private static final int SHORT = 16;

  final int perRow;

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

  /**
   * @param atOnce whether sums are complete at once, or terms are added to what stands there
   * @param planeWidth from row to row of what is read
   * @param outWidth from row to row of the output
   */
  Runs(
      int lanes,
      boolean atOnce,
      Axis rows,
      Axis columns,
      int bandRows,
      int planeWidth,
      int outWidth) {
    perRow = Math.ceilDiv(columns.places, lanes);
    boolean whole = columns.places % lanes == 0;
    boolean again = columns.places > lanes && (atOnce || perRow % 2 == 0);
    direct = columns.step == 1 && (whole || again);
    reads = new int[bandRows * perRow];
    writes = new int[bandRows * perRow];
    for (int run = 0; run < reads.length; run++) {
      int row = run / perRow;
      int start = run % perRow * lanes;
      int column = direct ? Math.min(start, columns.places - lanes) : start;
      reads[run] = row * planeWidth + column;
      writes[run] = direct ? row * rows.step * outWidth + column : run * lanes;
    }
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
