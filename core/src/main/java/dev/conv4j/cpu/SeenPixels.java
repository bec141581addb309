package dev.conv4j.cpu;

/**
 * The pixels of a batch, numbered through all images: pixel {@code i} is pixel {@code i % count} of
 * image {@code i / count}. With a stride, those in between are left out; there may be numbers that
 * are no pixel, which are read as 0 and never written. As {@link Patches} they are what a 1×1
 * filter sees.
 */
final class SeenPixels implements Patches {
  /** Where a number stands that is no pixel. */
  private static final int NOWHERE = -1;

  /** Pixels of an image. */
  final int count;

  /** Floats from channel to channel. */
  final int plane;

  /** Whether all pixels are there and in order. */
  private final boolean all;

  /** Numbers in a row, and the first of them that are pixels. */
  private final int rowNumbers;

  private final int rowPixels;

  /** Where pixel 0 stands in its plane, and how far behind it the next row and column do. */
  private final int first;

  private final int rowStep;
  private final int step;

  private SeenPixels(
      int rows, int rowNumbers, int rowPixels, int plane, int first, int rowStep, int step) {
    this.count = rows * rowNumbers;
    this.plane = plane;
    this.rowNumbers = rowNumbers;
    this.rowPixels = rowPixels;
    this.first = first;
    this.rowStep = rowStep;
    this.step = step;
    this.all = count == plane && rowPixels == rowNumbers;
  }

  /** The pixels that the places of two axes go to, numbered in rows of {@code rowPlaces}. */
  static SeenPixels of(Axis rows, Axis columns, int rowPlaces, int height, int width) {
    return new SeenPixels(
        rows.places,
        rowPlaces,
        columns.places,
        height * width,
        rows.first * width + columns.first,
        rows.step * width,
        columns.step);
  }

  /** All pixels of images that have {@code count} of them. */
  static SeenPixels all(int count) {
    return new SeenPixels(1, count, count, count, 0, count, 1);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int room(int terms) {
    return 0;
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
    return new Seen(images, channels, channel + term, terms);
  }

  /** Channels of images where they stand. */
  private final class Seen implements View {
    private final float[] images;
    private final int channels;
    private final int channel;
    private final int terms;

    Seen(float[] images, int channels, int channel, int terms) {
      this.images = images;
      this.channels = channels;
      this.channel = channel;
      this.terms = terms;
    }

    @Override
    public void packColumns(
        Packing packing, int place, int lines, float[] into, int intoAt, int width) {
      SeenPixels.this.packColumns(
          packing, images, channels, channel, terms, place, lines, into, intoAt, width);
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
      SeenPixels.this.packTerms(
          packing, images, channels, channel + line, lines, place, places, into, intoAt, width);
    }
  }

  /** Whether all pixels are seen, which then stand in order. */
  boolean areAll() {
    return all;
  }

  /** Whether {@code pixels} pixels from {@code first} on stand next to each other. */
  boolean areTogether(int first, int pixels) {
    return all && first % count + pixels <= count;
  }

  /**
   * Where a pixel that stands in order is found.
   *
   * @param channels of an image
   */
  int at(int pixel, int channels, int channel) {
    return (pixel / count * channels + channel) * plane + pixel % count;
  }

  /**
   * Lays out a panel of which the lines are pixels and the terms channels.
   *
   * @param channels of an image
   * @param first the number of the first pixel
   * @param lines at most {@code width}
   */
  private void packColumns(
      Packing packing,
      float[] from,
      int channels,
      int channel,
      int terms,
      int first,
      int lines,
      float[] into,
      int intoAt,
      int width) {
    if (lines == width && areTogether(first, lines)) {
      packing.copy(from, at(first, channels, channel), plane, lines, terms, into, intoAt, width);
      return;
    }
    Packing.clear(lines, terms, into, intoAt, width);
    for (int line = 0; line < lines; ) {
      int pixel = (first + line) % count;
      int run = Math.min(lines - line, count - pixel);
      int source = ((first + line) / count * channels + channel) * plane;
      for (int term = 0; term < terms; term++) {
        read(from, source + term * plane, pixel, run, into, intoAt + term * width + line);
      }
      line += run;
    }
  }

  /**
   * Lays out a panel of which the lines are channels and the terms pixels.
   *
   * @param channels of an image
   * @param lines at most {@code width}
   * @param first the number of the first pixel
   */
  private void packTerms(
      Packing packing,
      float[] from,
      int channels,
      int channel,
      int lines,
      int first,
      int terms,
      float[] into,
      int intoAt,
      int width) {
    for (int term = 0; term < terms; ) {
      int pixel = (first + term) % count;
      int run = Math.min(terms - term, count - pixel);
      int source = ((first + term) / count * channels + channel) * plane;
      int to = intoAt + term * width;
      if (all) {
        packing.turn(from, source + pixel, plane, lines, run, into, to, width);
      } else {
        Packing.clear(lines, run, into, to, width);
        for (int line = 0; line < lines; line++) {
          turnSeen(from, source + line * plane, pixel, run, into, to + line, width);
        }
      }
      term += run;
    }
  }

  private void turnSeen(
      float[] from, int planeAt, int pixel, int count, float[] into, int intoAt, int width) {
    for (int i = 0; i < count; i++) {
      int place = place(pixel + i);
      into[intoAt + i * width] = place == NOWHERE ? 0 : from[planeAt + place];
    }
  }

  /** Copies pixels of one plane into {@code into}. */
  void read(float[] from, int planeAt, int pixel, int pixels, float[] into, int intoAt) {
    if (all) {
      System.arraycopy(from, planeAt + pixel, into, intoAt, pixels);
    } else {
      for (int i = 0; i < pixels; i++) {
        int place = place(pixel + i);
        into[intoAt + i] = place == NOWHERE ? 0 : from[planeAt + place];
      }
    }
  }

  /** Where a pixel stands in its plane. */
  private int place(int pixel) {
    int column = pixel % rowNumbers;
    return column < rowPixels ? first + pixel / rowNumbers * rowStep + column * step : NOWHERE;
  }

  /** Copies pixels of one plane from {@code from}. */
  void write(float[] from, int fromAt, float[] into, int planeAt, int pixel, int pixels) {
    if (all) {
      System.arraycopy(from, fromAt, into, planeAt + pixel, pixels);
      return;
    }
    int end = pixel + pixels;
    for (int row = pixel / rowNumbers; row * rowNumbers < end; row++) {
      int column = Math.max(pixel - row * rowNumbers, 0);
      int endColumn = Math.min(end - row * rowNumbers, rowPixels);
      int to = planeAt + first + row * rowStep;
      int source = fromAt + row * rowNumbers - pixel;
      for (; column < endColumn; column++) {
        into[to + column * step] = from[source + column];
      }
    }
  }
}
