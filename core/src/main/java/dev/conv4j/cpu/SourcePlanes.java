package dev.conv4j.cpu;

/**
 * The rows of an image that one band of a {@link Correlation} reads, copied with room for the
 * border and dealt out to planes as the two {@link Axis} say.
 */
final class SourcePlanes {
  private final Taps taps;
  private final int channels;
  private final Axis rows;
  private final Axis columns;
  private final int height;
  private final int width;

  /** Whether the planes are the image's rows as they stand, without border or stride. */
  private final boolean rowsStandAlike;

  SourcePlanes(Taps taps, int channels, Axis rows, Axis columns, int bandRows) {
    this.taps = taps;
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.height = bandRows + rows.overlap();
    this.width = columns.places + columns.overlap();
    this.rowsStandAlike =
        rows.phases == 1
            && rows.shift == 0
            && columns.phases == 1
            && columns.shift == 0
            && width == columns.source;
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
    copy(source, image, channels, firstRow, into, 0);
  }

  /** Copies the first {@code some} channels alone, to {@code at}; the others are left undefined. */
  void copy(float[] source, int image, int some, int firstRow, float[] into, int at) {
    int sourcePlane = rows.source * columns.source;
    boolean asTheyStand = rowsStandAlike && firstRow + height <= rows.source;
    for (int c = 0; c < some; c++, image += sourcePlane) {
      if (asTheyStand) {
        System.arraycopy(source, image + firstRow * width, into, at, height * width);
        at += height * width;
      } else {
        at = copyChannel(source, image, firstRow, into, at);
      }
    }
  }

  private int copyChannel(float[] source, int channel, int firstRow, float[] into, int at) {
    for (int phase = 0; phase < rows.phases * columns.phases; phase++) {
      for (int u = firstRow; u < firstRow + height; u++, at += width) {
        int row = u * rows.phases + phase / columns.phases + rows.shift;
        if (row < 0 || row >= rows.source) {
          Runs.fill(into, at, width, 0);
        } else {
          copyRow(source, channel + row * columns.source, phase % columns.phases, into, at);
        }
      }
    }
    return at;
  }

  private void copyRow(float[] source, int rowAt, int phase, float[] into, int at) {
    int first = phase + columns.shift;
    int stride = columns.phases;
    int from = Math.clamp(Math.ceilDiv(-first, stride), 0, width);
    int to = Math.clamp(Math.ceilDiv(columns.source - first, stride), from, width);
    Runs.fill(into, at, from, 0);
    if (stride == 1) {
      Runs.copy(source, rowAt + first + from, into, at + from, to - from);
    } else if (stride == 2) {
      taps.everySecond(to - from, source, rowAt + first + 2 * from, into, at + from);
    } else {
      for (int v = from; v < to; v++) {
        into[at + v] = source[rowAt + first + v * stride];
      }
    }
    Runs.fill(into, at + to, width - to, 0);
  }
}
