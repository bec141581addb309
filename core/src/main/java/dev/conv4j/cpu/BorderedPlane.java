package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * The rows of one plane that a band of a {@link Depthwise} convolution reads, copied with room for
 * the border and dealt out as the two {@link Axis} say. {@link SourcePlanes} does so for all
 * channels; here a row is short work, so its range is known beforehand and its border stays zero
 * from plane to plane.
 */
final class BorderedPlane {
  private final Taps taps;
  private final Axis rows;
  private final Axis columns;
  private final int height;
  private final int width;

  /** The first pixel of a row that the source has, for each remainder of the columns' stride. */
  private final int[] from;

  /** How many it has. */
  private final int[] pixels;

  BorderedPlane(Taps taps, Axis rows, Axis columns, int bandRows) {
    this.taps = taps;
    this.rows = rows;
    this.columns = columns;
    this.height = bandRows + rows.overlap();
    this.width = columns.places + columns.overlap();
    this.from = new int[columns.phases];
    this.pixels = new int[columns.phases];
    for (int phase = 0; phase < columns.phases; phase++) {
      int first = phase + columns.shift;
      from[phase] = Math.clamp(Math.ceilDiv(-first, columns.phases), 0, width);
      int end = Math.clamp(Math.ceilDiv(columns.source - first, columns.phases), 0, width);
      pixels[phase] = Math.max(end - from[phase], 0);
    }
  }

  /** Floats from row to row. */
  int width() {
    return width;
  }

  /** The floats that the copy takes. */
  int count() {
    return rows.phases * columns.phases * height * width;
  }

  /** Where each pair of kernel elements meets the first place of a band. */
  int[] offsets() {
    int[] offsets = new int[rows.element.length * columns.element.length];
    Arrays.setAll(
        offsets,
        tap -> {
          int row = tap / columns.element.length;
          int column = tap % columns.element.length;
          int part = rows.phase[row] * columns.phases + columns.phase[column];
          return (part * height + rows.skip[row]) * width + columns.skip[column];
        });
    return offsets;
  }

  /**
   * Copies what the band from place {@code firstRow} on reads of the plane at {@code planeAt}.
   *
   * @param into {@link #count} floats, zeros before the first plane
   */
  void copy(float[] source, int planeAt, int firstRow, float[] into) {
    int at = 0;
    for (int rowPhase = 0; rowPhase < rows.phases; rowPhase++) {
      for (int phase = 0; phase < columns.phases; phase++) {
        int row = firstRow * rows.phases + rowPhase + rows.shift;
        for (int u = 0; u < height; u++, row += rows.phases, at += width) {
          if (row < 0 || row >= rows.source) {
            Arrays.fill(into, at, at + width, 0);
          } else {
            copyRow(source, planeAt + row * columns.source, phase, into, at);
          }
        }
      }
    }
  }

  private void copyRow(float[] source, int rowAt, int phase, float[] into, int at) {
    int stride = columns.phases;
    int count = pixels[phase];
    int to = at + from[phase];
    int read = rowAt + phase + columns.shift + from[phase] * stride;
    if (stride == 1) {
      System.arraycopy(source, read, into, to, count);
    } else if (stride == 2) {
      taps.everySecond(count, source, read, into, to);
    } else {
      for (int i = 0; i < count; i++) {
        into[to + i] = source[read + i * stride];
      }
    }
  }
}
