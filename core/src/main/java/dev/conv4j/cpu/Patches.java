package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;

/**
 * The patches that a kernel meets on its way over an image, read straight from the image: a matrix
 * whose rows are terms (channel, kernel row, kernel column) and whose columns are places, without
 * ever being laid out as a whole.
 *
 * <p>A place (i, j) and a kernel element (a, b) meet at source row {@code (i * step + a * spread +
 * offset) / divisor}, if that is whole and inside the image, else at a zero. Forward and weight
 * gradient read {@code x} so; the input gradient reads {@code dy} so, with step and divisor in each
 * other's place.
 */
final class Patches {

  /** The relation between places and source pixels along one axis. */
  private record Axis(
      int source, int places, int kernel, int step, int spread, int offset, int divisor) {

    /** The numerator of the source position for place 0. */
    int base(int element) {
      return element * spread + offset;
    }

    /** The source position, or -1 for a zero. */
    int position(int place, int element) {
      int numerator = place * step + base(element);
      if (numerator < 0 || numerator % divisor != 0) {
        return -1;
      }
      int position = numerator / divisor;
      return position < source ? position : -1;
    }

    boolean isContiguous() {
      return step == 1 && divisor == 1;
    }
  }

  private final int channels;
  private final Axis rows;
  private final Axis columns;

  private Patches(int channels, Axis rows, Axis columns) {
    this.channels = channels;
    this.rows = rows;
    this.columns = columns;
  }

  /** The patches of one group of {@code x} that meet at the pixels of {@code y}. */
  static Patches ofInput(Shape x, Shape y, ConvGeometry g) {
    return new Patches(
        x.intExtent(1) / g.groups(),
        new Axis(
            x.intExtent(2),
            y.intExtent(2),
            g.kernel().height(),
            g.stride().height(),
            g.dilation().height(),
            -g.padding().height(),
            1),
        new Axis(
            x.intExtent(3),
            y.intExtent(3),
            g.kernel().width(),
            g.stride().width(),
            g.dilation().width(),
            -g.padding().width(),
            1));
  }

  /** The patches of one group of {@code dy} that meet at the pixels of {@code x}. */
  static Patches ofOutputGradient(Shape x, Shape y, ConvGeometry g) {
    return new Patches(
        y.intExtent(1) / g.groups(),
        new Axis(
            y.intExtent(2),
            x.intExtent(2),
            g.kernel().height(),
            1,
            -g.dilation().height(),
            g.padding().height(),
            g.stride().height()),
        new Axis(
            y.intExtent(3),
            x.intExtent(3),
            g.kernel().width(),
            1,
            -g.dilation().width(),
            g.padding().width(),
            g.stride().width()));
  }

  /** The number of terms: channels times the kernel's area. */
  int terms() {
    return channels * rows.kernel * columns.kernel;
  }

  /** The number of places. */
  int places() {
    return rows.places * columns.places;
  }

  /** The number of elements of the source image, all its channels of this group together. */
  int sourceCount() {
    return channels * rows.source * columns.source;
  }

  /**
   * Packs terms {@code firstTerm} to {@code lastTerm - 1} of {@code count} places, one row of
   * {@code width} floats for each term; what is beyond {@code count} becomes zero.
   *
   * @param image where this group's channels of the source start
   */
  void packByTerm(
      float[] from,
      int image,
      int firstTerm,
      int lastTerm,
      int firstPlace,
      int count,
      int width,
      float[] into,
      int intoAt) {
    int area = rows.kernel * columns.kernel;
    for (int term = firstTerm; term < lastTerm; term++, intoAt += width) {
      int channel = image + term / area * rows.source * columns.source;
      int a = term % area / columns.kernel;
      int b = term % columns.kernel;
      packPlaces(from, channel, a, b, firstPlace, count, into, intoAt, 1);
      Arrays.fill(into, intoAt + count, intoAt + width, 0);
    }
  }

  /**
   * Packs places {@code firstPlace} to {@code firstPlace + count - 1} of the terms from {@code
   * firstTerm} on, one row of {@code width} floats for each place; what is beyond the last term
   * becomes zero.
   */
  void packByPlace(
      float[] from,
      int image,
      int firstTerm,
      int lastTerm,
      int firstPlace,
      int count,
      int width,
      float[] into,
      int intoAt) {
    int area = rows.kernel * columns.kernel;
    if (lastTerm - firstTerm < width) {
      Arrays.fill(into, intoAt, intoAt + count * width, 0);
    }
    for (int term = firstTerm; term < lastTerm; term++, intoAt++) {
      int channel = image + term / area * rows.source * columns.source;
      int a = term % area / columns.kernel;
      int b = term % columns.kernel;
      packPlaces(from, channel, a, b, firstPlace, count, into, intoAt, width);
    }
  }

  /** What one kernel element meets at consecutive places, each {@code stride} behind the last. */
  private void packPlaces(
      float[] from,
      int channel,
      int a,
      int b,
      int firstPlace,
      int count,
      float[] into,
      int at,
      int stride) {
    int i = firstPlace / columns.places;
    int j = firstPlace % columns.places;
    for (int left = count; left > 0; i++, j = 0) {
      int length = Math.min(left, columns.places - j);
      int row = rows.position(i, a);
      if (row < 0) {
        zero(into, at, length, stride);
      } else {
        packRun(from, channel + row * columns.source, b, j, length, into, at, stride);
      }
      at += length * stride;
      left -= length;
    }
  }

  /** A run of places in one row. */
  private void packRun(
      float[] from, int rowAt, int b, int j, int length, float[] into, int at, int stride) {
    if (!columns.isContiguous()) {
      for (int q = 0; q < length; q++) {
        int column = columns.position(j + q, b);
        into[at + q * stride] = column < 0 ? 0 : from[rowAt + column];
      }
      return;
    }
    int first = j + columns.base(b);
    int before = Math.clamp(-(long) first, 0, length);
    int inside = Math.clamp((long) columns.source - first, before, length) - before;
    zero(into, at, before, stride);
    copy(from, rowAt + first + before, inside, into, at + before * stride, stride);
    zero(into, at + (before + inside) * stride, length - before - inside, stride);
  }

  private static void copy(float[] from, int at, int length, float[] into, int intoAt, int stride) {
    if (stride == 1) {
      for (int q = 0; q < length; q++) {
        into[intoAt + q] = from[at + q];
      }
    } else {
      for (int q = 0; q < length; q++) {
        into[intoAt + q * stride] = from[at + q];
      }
    }
  }

  private static void zero(float[] into, int at, int length, int stride) {
    for (int q = 0; q < length; q++) {
      into[at + q * stride] = 0;
    }
  }
}
