package dev.conv4j.cpu;

import java.util.Arrays;

/**
 * The rows of an image that one band of a {@link Correlation} reads, copied with room for the
 * border and dealt out to planes as the two {@link Axis} say.
 */
final class SourcePlanes {
  private final int channels;
  private final Axis rows;
  private final Axis columns;
  private final int height;
  private final int width;

  SourcePlanes(int channels, Axis rows, Axis columns, int bandRows) {
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.height = bandRows + rows.overlap();
    this.width = columns.places + columns.overlap();
  }

  /** Floats from row to row. */
  int width() {
    return width;
  }

  /** The floats that all planes take. */
  int count() {
    return channels * rows.phases * columns.phases * height * width;
  }

  /** Where channel {@code c} meets the first place of a band under two of the kernel's elements. */
  int offset(int c, int rowElement, int columnElement) {
    int plane =
        (c * rows.phases + rows.phase[rowElement]) * columns.phases + columns.phase[columnElement];
    return (plane * height + rows.skip[rowElement]) * width + columns.skip[columnElement];
  }

  /** Copies what the band from place {@code firstRow} on reads of the image at {@code image}. */
  void copy(float[] source, int image, int firstRow, float[] into) {
    int at = 0;
    for (int c = 0; c < channels; c++) {
      int channel = image + c * rows.source * columns.source;
      for (int phase = 0; phase < rows.phases * columns.phases; phase++) {
        for (int u = firstRow; u < firstRow + height; u++, at += width) {
          int row = u * rows.phases + phase / columns.phases + rows.shift;
          if (row < 0 || row >= rows.source) {
            Arrays.fill(into, at, at + width, 0);
          } else {
            copyRow(source, channel + row * columns.source, phase % columns.phases, into, at);
          }
        }
      }
    }
  }

  private void copyRow(float[] source, int rowAt, int phase, float[] into, int at) {
    int first = phase + columns.shift;
    int stride = columns.phases;
    int from = Math.clamp(Math.ceilDiv(-first, stride), 0, width);
    int to = Math.clamp(Math.ceilDiv(columns.source - first, stride), from, width);
    for (int v = 0; v < from; v++) {
      into[at + v] = 0;
    }
    if (stride == 1) {
      System.arraycopy(source, rowAt + first + from, into, at + from, to - from);
    } else {
      for (int v = from; v < to; v++) {
        into[at + v] = source[rowAt + first + v * stride];
      }
    }
    for (int v = to; v < width; v++) {
      into[at + v] = 0;
    }
  }
}
