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

  /** Whether a vector more may be written behind the planes. */
  private final boolean mayOverwrite;

  /** Whether the planes are the image's rows as they stand, without border or stride. */
  private final boolean rowsStandAlike;

  SourcePlanes(Taps taps, int channels, Axis rows, Axis columns, int bandRows) {
    this(taps, channels, rows, columns, bandRows, false);
  }

  /**
   * Planes.
   *
   * @param mayOverwrite whether there is room for a vector more behind them
   */
  SourcePlanes(
      Taps taps, int channels, Axis rows, Axis columns, int bandRows, boolean mayOverwrite) {
    this.taps = taps;
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.height = bandRows + rows.overlap();
    this.width = columns.places + columns.overlap();
    this.mayOverwrite = mayOverwrite && columns.stride == 1;
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

  /**
   * Copies the first {@code some} channels alone, to {@code at}; the others are left undefined.
   *
   * @return where the copy ends
   */
  int copy(float[] source, int image, int some, int firstRow, float[] into, int at) {
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
    return at;
  }

  private int copyChannel(float[] source, int channel, int firstRow, float[] into, int at) {
    for (int phase = 0; phase < rows.phases; phase++) {
      int from = Math.clamp(rows.firstInside(phase), firstRow, firstRow + height);
      int end = Math.clamp(rows.endInside(phase), from, firstRow + height);
      int rowAt = channel + (from * rows.stride + rows.start(phase)) * columns.source;
      for (int column = 0; column < columns.phases; column++) {
        Runs.fill(into, at, (from - firstRow) * width, 0);
        int to = at + (from - firstRow) * width;
        copyRows(end - from, source, rowAt, column, into, to);
        at += height * width;
        Runs.fill(
            into, at - (firstRow + height - end) * width, (firstRow + height - end) * width, 0);
      }
    }
    return at;
  }

  private void copyRows(int count, float[] source, int rowAt, int phase, float[] into, int at) {
    int first = columns.start(phase);
    int stride = rows.stride * columns.source;
    if (mayOverwrite && first >= 0 && first + width <= columns.source) {
      taps.copy(count, width, source, rowAt + first, stride, into, at, width);
      return;
    }
    for (int row = 0; row < count; row++) {
      copyRow(source, rowAt + row * stride, phase, into, at + row * width);
    }
  }

  private void copyRow(float[] source, int rowAt, int phase, float[] into, int at) {
    int first = columns.start(phase);
    int stride = columns.stride;
    int from = Math.clamp(columns.firstInside(phase), 0, width);
    int to = Math.clamp(columns.endInside(phase), from, width);
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
