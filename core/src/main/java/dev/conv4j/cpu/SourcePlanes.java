package dev.conv4j.cpu;

/**
 * The rows of an image that one band of a {@link Correlation} reads, copied with room for the
 * border and dealt out to planes as the two {@link Axis} say.
 */
final class SourcePlanes {
  /** Floats behind the planes that may be read, or overwritten by careless copies. */
  private static final int SPARE = 16;

  private final Taps taps;
  private final int channels;
  private final Axis rows;
  private final Axis columns;
  private final int height;
  private final int width;

  /** The source column at which the first of all planes begins, and what all of them span. */
  private final int spanStart;

  private final int span;

  /** Whether planes are parts of the image's rows, with border, and are copied carelessly. */
  private final boolean shifts;

  /** Whether the image's rows need no border for that. */
  private final boolean spanInside;

  /** Whether the planes are the image's rows as they stand, without border or stride. */
  private final boolean rowsStandAlike;

  SourcePlanes(Taps taps, int channels, Axis rows, Axis columns, int bandRows) {
    this(taps, channels, rows, columns, bandRows, false);
  }

  /**
   * Planes.
   *
   * @param apart whether there is a plane for each column of a kernel
   */
  SourcePlanes(Taps taps, int channels, Axis rows, Axis columns, int bandRows, boolean apart) {
    this.taps = taps;
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
    this.height = bandRows + rows.overlap();
    this.width = columns.places + columns.overlap();
    this.spanStart = Math.min(columns.start(0), columns.start(columns.phases - 1));
    this.span = width + (columns.phases - 1) * Math.abs(columns.phaseStep);
    this.shifts = apart && columns.stride == 1;
    this.spanInside = spanStart >= 0 && spanStart + span <= columns.source;
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

  /** The floats to keep free for them, with what is read or written behind them. */
  int room() {
    return count() + SPARE + (shifts && !spanInside ? height * span : 0);
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
    int borderAt = at + count() + SPARE;
    for (int c = 0; c < some; c++, image += sourcePlane) {
      if (asTheyStand) {
        System.arraycopy(source, image + firstRow * width, into, at, height * width);
        at += height * width;
      } else {
        at = copyChannel(source, image, firstRow, into, at, borderAt);
      }
    }
    return at;
  }

  private int copyChannel(
      float[] source, int channel, int firstRow, float[] into, int at, int borderAt) {
    for (int phase = 0; phase < rows.phases; phase++) {
      int from = Math.clamp(rows.firstInside(phase), firstRow, firstRow + height);
      int end = Math.clamp(rows.endInside(phase), from, firstRow + height);
      int first = channel + (from * rows.stride + rows.start(phase)) * columns.source;
      if (shifts && spanInside && end - from == height) {
        int stride = rows.stride * columns.source;
        at = copyShifted(source, first + spanStart, stride, into, at);
      } else if (shifts && !spanInside) {
        copyBordered(source, first, from - firstRow, end - firstRow, into, borderAt);
        at = copyShifted(into, borderAt, span, into, at);
      } else {
        at = copyRows(source, first, from - firstRow, end - firstRow, into, at);
      }
    }
    return at;
  }

  /** Copies the planes from rows that span all of them. */
  private int copyShifted(float[] from, int first, int stride, float[] into, int at) {
    int start = first + columns.start(0) - spanStart;
    int plane = height * width;
    taps.copyShifted(
        columns.phases, columns.phaseStep, height, width, from, start, stride, into, at, plane);
    return at + columns.phases * plane;
  }

  /** Copies the rows from {@code from} to {@code end} with their border; zeros above and below. */
  private void copyBordered(float[] source, int first, int from, int end, float[] into, int at) {
    int left = Math.clamp(-spanStart, 0, span);
    int right = Math.clamp(columns.source - spanStart, left, span);
    Runs.fill(into, at, from * span, 0);
    for (int row = from; row < end; row++) {
      int rowAt = first + (row - from) * rows.stride * columns.source + spanStart;
      int to = at + row * span;
      Runs.fill(into, to, left, 0);
      Runs.copy(source, rowAt + left, into, to + left, right - left);
      Runs.fill(into, to + right, span - right, 0);
    }
    Runs.fill(into, at + end * span, (height - end) * span, 0);
  }

  /** Copies the rows from {@code from} to {@code end} to all planes; zeros above and below. */
  private int copyRows(float[] source, int first, int from, int end, float[] into, int at) {
    for (int plane = 0; plane < columns.phases; plane++, at += height * width) {
      Runs.fill(into, at, from * width, 0);
      for (int row = from; row < end; row++) {
        int rowAt = first + (row - from) * rows.stride * columns.source;
        copyRow(source, rowAt, plane, into, at + row * width);
      }
      Runs.fill(into, at + end * width, (height - end) * width, 0);
    }
    return at;
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
