package dev.conv4j.cpu;

import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.ConvGeometry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pixels of a batch that a 1×1 filter sees, numbered through all images: pixel {@code i} is
 * pixel {@code i % count} of image {@code i / count}. With a stride, those in between are left out.
 */
final class SeenPixels {
  /** Pixels of an image. */
  final int count;

  /** Floats from channel to channel. */
  final int plane;

  /** Where each pixel stands in its plane; null if they are all there and in order. */
  private final int @Nullable [] places;

  private SeenPixels(int count, int plane, int @Nullable [] places) {
    this.count = count;
    this.plane = plane;
    this.places = places;
  }

  /** The pixels of {@code x}, of which the filters make those of {@code y}. */
  static SeenPixels of(Shape x, Shape y, ConvGeometry geometry) {
    int count = y.intExtent(2) * y.intExtent(3);
    int plane = x.intExtent(2) * x.intExtent(3);
    if (geometry.stride().area() == 1) {
      return new SeenPixels(count, plane, null);
    }
    int width = y.intExtent(3);
    int rowStride = geometry.stride().height() * x.intExtent(3);
    int[] places = new int[count];
    Arrays.setAll(places, p -> p / width * rowStride + p % width * geometry.stride().width());
    return new SeenPixels(count, plane, places);
  }

  /** All pixels of {@code y}. */
  static SeenPixels all(Shape y) {
    int count = y.intExtent(2) * y.intExtent(3);
    return new SeenPixels(count, count, null);
  }

  /** Whether all pixels are seen, which then stand in order. */
  boolean areAll() {
    return places == null;
  }

  /** Whether {@code pixels} pixels from {@code first} on stand next to each other. */
  boolean areTogether(int first, int pixels) {
    return places == null && first % count + pixels <= count;
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
  void packColumns(
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
  void packTerms(
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
      if (places == null) {
        packing.turn(from, source + pixel, plane, lines, run, into, to, width);
      } else {
        Packing.clear(lines, run, into, to, width);
        for (int line = 0; line < lines; line++) {
          turnSeen(places, from, source + line * plane, pixel, run, into, to + line, width);
        }
      }
      term += run;
    }
  }

  private static void turnSeen(
      int[] places,
      float[] from,
      int planeAt,
      int pixel,
      int count,
      float[] into,
      int intoAt,
      int width) {
    for (int i = 0; i < count; i++) {
      into[intoAt + i * width] = from[planeAt + places[pixel + i]];
    }
  }

  /** Copies pixels of one plane into {@code into}. */
  void read(float[] from, int planeAt, int pixel, int pixels, float[] into, int intoAt) {
    if (places == null) {
      System.arraycopy(from, planeAt + pixel, into, intoAt, pixels);
    } else {
      for (int i = 0; i < pixels; i++) {
        into[intoAt + i] = from[planeAt + places[pixel + i]];
      }
    }
  }

  /** Copies pixels of one plane from {@code from}. */
  void write(float[] from, int fromAt, float[] into, int planeAt, int pixel, int pixels) {
    if (places == null) {
      System.arraycopy(from, fromAt, into, planeAt + pixel, pixels);
    } else {
      for (int i = 0; i < pixels; i++) {
        into[planeAt + places[pixel + i]] = from[fromAt + i];
      }
    }
  }
}
