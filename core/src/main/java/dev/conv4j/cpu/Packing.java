package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * How a factor of a product is laid out in a panel: term by term, the panel's lines next to each
 * other, zeros where it has fewer lines than its width. A line is a row of the left factor or a
 * column of the right one.
 */
interface Packing {

  /**
   * {@code into[t * width + i] = from[t * stride + i]}: lines that stand next to each other.
   *
   * @param lines at most {@code width}
   * @param width the panel's, a whole number of vectors
   */
  void copy(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width);

  /**
   * {@code into[t * width + i] = from[i * stride + t]}: lines of which each has its terms next to
   * each other.
   *
   * @param lines at most {@code width}
   * @param width the panel's, a whole number of vectors
   */
  void turn(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width);

  /**
   * {@code into[t * width + i] = from[at + offsets[t] + i]}, or zero where term {@code t} sees no
   * pixel from place {@code i}, for {@code terms} terms from {@code term} and {@code lines} places
   * from {@code place} on.
   *
   * @param at where a term with offset 0 finds the first place's pixel
   */
  void copySeen(
      Sight sight,
      int term,
      int terms,
      int place,
      int lines,
      float[] from,
      int at,
      float[] into,
      int intoAt,
      int width);

  /** {@link #copySeen} for one term and any number of places; {@code into} may be {@code from}. */
  void copySeenLine(
      Sight sight, int term, int place, int places, float[] from, int at, float[] into, int intoAt);

  /** {@link #copySeen} for any number of places, in plain Java. */
  static void copySeenAny(
      Sight sight,
      int term,
      int terms,
      int place,
      int lines,
      float[] from,
      int at,
      float[] into,
      int intoAt,
      int width) {
    for (int t = 0; t < terms; t++) {
      int source = at + sight.offsets[term + t];
      for (int i = 0; i < lines; i++) {
        into[intoAt + t * width + i] = sight.sees(term + t, place + i) ? from[source + i] : 0;
      }
    }
  }

  /** {@link #copy} for any number of lines, in plain Java. */
  static void copyAny(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width) {
    clear(lines, terms, into, intoAt, width);
    for (int term = 0; term < terms; term++) {
      System.arraycopy(from, at + term * stride, into, intoAt + term * width, lines);
    }
  }

  /** {@link #turn} for any number of lines, in plain Java. */
  static void turnAny(
      float[] from, int at, int stride, int lines, int terms, float[] into, int intoAt, int width) {
    clear(lines, terms, into, intoAt, width);
    for (int line = 0; line < lines; line++) {
      turnLine(from, at + line * stride, terms, into, intoAt + line, width);
    }
  }

  /** Lays out one line, of which the first term goes to {@code intoAt}. */
  static void turnLine(float[] from, int at, int terms, float[] into, int intoAt, int width) {
    for (int term = 0; term < terms; term++) {
      into[intoAt + term * width] = from[at + term];
    }
  }

  /** Fills a panel with zeros if some of its lines will not be written. */
  static void clear(int lines, int terms, float[] into, int intoAt, int width) {
    if (lines < width) {
      Arrays.fill(into, intoAt, intoAt + terms * width, 0);
    }
  }
}
