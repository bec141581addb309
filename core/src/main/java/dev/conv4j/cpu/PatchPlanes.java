package dev.conv4j.cpu;

import dev.conv4j.tensor.Size2d;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@link Patches} of any kernel, as the two {@link Axis} say. The pixels that a view needs are
 * dealt out to planes, of which the rows are as long as those of places: each term then meets place
 * after place at pixel after pixel, from row to row, and a vector can be read wherever it begins.
 * Only what stands outside the image has to be left out ({@link Sight}). Images whose rows are that
 * long are read where they stand.
 */
final class PatchPlanes implements Patches {
  private final Taps taps;
  private final Axis rows;
  private final Axis columns;

  /** The remainders of the stride that kernel elements have, by row and by column. */
  private final int[] rowPhases;

  private final int[] columnPhases;

  /**
   * The first pixel of a row that is there, for each of {@link #columnPhases}, and how many are.
   */
  private final int[] firstPixel;

  private final int[] pixels;

  /** Places in a row, of which those beyond {@link Axis#places} are none. */
  private final int rowPlaces;

  private final int area;
  private final int count;

  /** Pixels of a channel of an image. */
  private final int imagePlane;

  /** The most places of a view. */
  private final int most;

  /** The most lines of a panel. */
  private final int panel;

  /** What is read before the first plane or behind the last one, though never used. */
  private final int margin;

  private final int planeFloats;
  private final int channelFloats;

  /** Where terms find their pixels in the planes. */
  private final Sight laid;

  /** Where they find them in images that can be read where they stand, else null. */
  private final @Nullable Sight standing;

  /** How far before a place, and behind it, they are found there. */
  private final int before;

  private final int behind;

  /**
   * @param channels of a group
   * @param most the most places of a view
   */
  PatchPlanes(MicroKernel micro, Axis rows, Axis columns, int channels, int most) {
    this.taps = micro.taps();
    this.rows = rows;
    this.columns = columns;
    this.most = most;
    this.rowPhases = Arrays.stream(rows.phase).distinct().sorted().toArray();
    this.columnPhases = Arrays.stream(columns.phase).distinct().sorted().toArray();
    this.firstPixel = new int[columnPhases.length];
    this.pixels = new int[columnPhases.length];
    int widest = columns.places;
    for (int i = 0; i < columnPhases.length; i++) {
      int shift = columnPhases[i] + columns.shift;
      firstPixel[i] = Math.max(Math.ceilDiv(-shift, columns.phases), 0);
      int last = Math.floorDiv(columns.source - 1 - shift, columns.phases);
      int end = Math.min(last + 1, columns.places + columns.overlap());
      pixels[i] = Math.max(end - firstPixel[i], 0);
      widest = Math.max(widest, pixels[i]);
    }
    this.rowPlaces = widest;
    this.count = rows.places * rowPlaces;
    this.imagePlane = rows.source * columns.source;
    this.area = rows.element.length * columns.element.length;
    int height = Math.min(rows.places, Math.ceilDiv(most, rowPlaces) + 1) + rows.overlap();
    this.planeFloats = height * rowPlaces;
    this.channelFloats = rowPhases.length * columnPhases.length * planeFloats;
    int beyond =
        IntStream.range(0, columns.element.length).map(b -> Math.abs(skip(b))).max().orElse(0);
    this.panel = Math.max(micro.panelColumns(), micro.denseRows());
    this.margin = beyond + panel;
    int[] needs = new int[channels * area];
    Arrays.setAll(needs, term -> 1 << row(term) | 1 << (Sight.MOST + column(term)));
    int[] bits = new int[count];
    Arrays.setAll(bits, place -> rowBits(place / rowPlaces) | columnBits(place % rowPlaces));
    this.laid = new Sight(offsets(needs.length, planeFloats, channelFloats, 0), needs, bits);
    boolean stand = rows.phases == 1 && columns.phases == 1 && pixels[0] == columns.source;
    int[] offsets = offsets(needs.length, imagePlane, imagePlane, rows.shift);
    this.standing = stand && rowPlaces == columns.source ? new Sight(offsets, needs, bits) : null;
    this.before = -Arrays.stream(offsets).limit(area).min().orElse(0);
    this.behind = Arrays.stream(offsets).limit(area).max().orElse(0);
  }

  /** Whether kernels of that size can be had. */
  static boolean suits(Size2d kernel) {
    return kernel.height() <= Sight.MOST && kernel.width() <= Sight.MOST;
  }

  /** The row of the kernel that a term is about. */
  private int row(int term) {
    return term % area / columns.element.length;
  }

  private int column(int term) {
    return term % columns.element.length;
  }

  private int[] offsets(int terms, int plane, int channel, int firstRow) {
    int[] offsets = new int[terms];
    for (int term = 0; term < terms; term++) {
      int phase = Arrays.binarySearch(rowPhases, rows.phase[row(term)]);
      int number = phase * columnPhases.length + columnPhase(column(term));
      int inPlane = (rows.skip[row(term)] + firstRow) * rowPlaces + skip(column(term));
      offsets[term] = term / area * channel + number * plane + inPlane;
    }
    return offsets;
  }

  private int columnPhase(int b) {
    return Arrays.binarySearch(columnPhases, columns.phase[b]);
  }

  /** How far from its place a kernel's column meets its pixel in a row of a plane. */
  private int skip(int b) {
    return columns.skip[b] - firstPixel[columnPhase(b)];
  }

  private int rowBits(int i) {
    int bits = 0;
    for (int a = 0; a < rows.element.length; a++) {
      int row = (i + rows.skip[a]) * rows.phases + rows.phase[a] + rows.shift;
      bits |= row >= 0 && row < rows.source ? 1 << a : 0;
    }
    return bits;
  }

  private int columnBits(int j) {
    int bits = 0;
    for (int b = 0; b < columns.element.length && j < columns.places; b++) {
      int pixel = j + skip(b);
      bits |= pixel >= 0 && pixel < pixels[columnPhase(b)] ? 1 << (Sight.MOST + b) : 0;
    }
    return bits;
  }

  @Override
  public int count() {
    return count;
  }

  /** Places in a row, of which those beyond {@link Axis#places} are none. */
  int rowPlaces() {
    return rowPlaces;
  }

  @Override
  public int room(int terms) {
    int images = (most - 1) / count + 2;
    int channels = Math.min((terms - 1) / area + 2, laid.offsets.length / area);
    return lineRoom() + 2 * margin + images * channels * channelFloats;
  }

  /** Room for the lines of a panel, before they are turned. */
  private int lineRoom() {
    return panel * most;
  }

  @Override
  public View view(
      float[] images,
      int channels,
      int channel,
      int term,
      int terms,
      int first,
      int end,
      float[] scratch,
      int at) {
    assert end - first <= most : "from " + first + " to " + end;
    int firstChannel = term / area;
    int endChannel = (term + terms - 1) / area + 1;
    int image = first / count;
    Sight sight = standing;
    if (sight != null && first < end) {
      int from = (image * channels + channel) * imagePlane;
      int stride = channels * imagePlane;
      int low = from + firstChannel * imagePlane + Math.min(first % count, stride);
      int last = (end - 1) / count;
      int inLast = last > image ? Math.max((end - 1) % count, count - stride) : (end - 1) % count;
      int high = from + (last - image) * stride + (endChannel - 1) * imagePlane + inLast;
      if (low - before >= 0 && high + behind < images.length) {
        return new Seen(sight, term, terms, first, images, from, stride, 0, scratch, at);
      }
    }
    int planesAt = at + lineRoom() + margin;
    int stride = (endChannel - firstChannel) * channelFloats;
    for (int place = first; place < end; place += count - place % count) {
      int to = planesAt + (place / count - image) * stride;
      int from = place / count * channels + channel;
      int placeEnd = Math.min(end - place / count * count, count);
      for (int c = firstChannel; c < endChannel; c++, to += channelFloats) {
        layChannel(images, (from + c) * imagePlane, place % count, placeEnd, scratch, to);
      }
    }
    int before = first % count / rowPlaces * rowPlaces;
    int base = planesAt - firstChannel * channelFloats;
    return new Seen(laid, term, terms, first, scratch, base, stride, before, scratch, at);
  }

  /** Lays what the places from {@code first} to {@code end} of a channel see into its planes. */
  private void layChannel(float[] images, int plane, int first, int end, float[] into, int at) {
    int firstRow = first / rowPlaces;
    int endRow = (end - 1) / rowPlaces + 1 + rows.overlap();
    int to = at;
    for (int rowPhase : rowPhases) {
      int shift = rowPhase + rows.shift;
      int start = Math.max(firstRow, Math.ceilDiv(-shift, rows.phases));
      int last = Math.floorDiv(rows.source - 1 - shift, rows.phases);
      int rowCount = Math.min(last + 1, endRow) - start;
      int from = plane + (start * rows.phases + shift) * columns.source;
      for (int i = 0; i < columnPhases.length; i++, to += planeFloats) {
        int pixel = columnPhases[i] + columns.shift + firstPixel[i] * columns.phases;
        int rowsAt = to + (start - firstRow) * rowPlaces;
        layRows(images, from + pixel, rowCount, pixels[i], into, rowsAt);
      }
    }
  }

  private void layRows(
      float[] images, int from, int rowCount, int pixelCount, float[] into, int at) {
    int rowStride = rows.phases * columns.source;
    if (columns.phases == 2) {
      taps.everySecond(rowCount, pixelCount, images, from, rowStride, into, at, rowPlaces);
      return;
    }
    for (int row = 0; row < rowCount; row++) {
      int source = from + row * rowStride;
      int to = at + row * rowPlaces;
      if (columns.phases == 1) {
        Runs.copy(images, source, into, to, pixelCount);
      } else {
        for (int i = 0; i < pixelCount; i++) {
          into[to + i] = images[source + i * columns.phases];
        }
      }
    }
  }

  /** What some terms see, in planes or in the images themselves. */
  private final class Seen implements View {
    private final Sight sight;
    private final int term;
    private final int terms;
    private final int firstImage;
    private final float[] planes;

    /** Where a term with offset 0 finds the pixel of place 0 of the first image. */
    private final int base;

    private final int imageStride;
    private final float[] scratch;
    private final int linesAt;

    /** Places of the first image that are not in the planes. */
    private final int left;

    Seen(
        Sight sight,
        int term,
        int terms,
        int first,
        float[] planes,
        int base,
        int imageStride,
        int left,
        float[] scratch,
        int linesAt) {
      this.sight = sight;
      this.term = term;
      this.terms = terms;
      this.firstImage = first / count;
      this.planes = planes;
      this.base = base;
      this.imageStride = imageStride;
      this.left = left;
      this.scratch = scratch;
      this.linesAt = linesAt;
    }

    /** Where a term with offset 0 finds the pixel of a place. */
    private int at(int place) {
      int image = place / count - firstImage;
      int inPlanes = place % count - (image == 0 ? left : 0);
      return base + image * imageStride + inPlanes;
    }

    @Override
    public void packColumns(
        Packing packing, int place, int lines, float[] into, int intoAt, int width) {
      Packing.clear(lines, terms, into, intoAt, width);
      for (int line = 0; line < lines; ) {
        int inImage = (place + line) % count;
        int run = Math.min(lines - line, count - inImage);
        int from = at(place + line);
        int to = intoAt + line;
        packing.copySeen(sight, term, terms, inImage, run, planes, from, into, to, width);
        line += run;
      }
    }

    @Override
    public void packTerms(
        Packing packing,
        int line,
        int lines,
        int place,
        int places,
        float[] into,
        int intoAt,
        int width) {
      for (int i = 0; i < lines; i++) {
        for (int done = 0; done < places; ) {
          int inImage = (place + done) % count;
          int run = Math.min(places - done, count - inImage);
          int to = linesAt + i * places + done;
          int from = at(place + done);
          packing.copySeenLine(sight, term + line + i, inImage, run, planes, from, scratch, to);
          done += run;
        }
      }
      packing.turn(scratch, linesAt, places, lines, places, into, intoAt, width);
    }
  }
}
