package dev.conv4j.look;

import dev.conv4j.look.Sight.Span;
import java.util.BitSet;

/** One axis of a window that slides over an image. */
record Window(int size, int stride, int padding, int dilation) {

  /**
   * The places under the window.
   *
   * @param windows which windows
   * @param extent of the image along the axis
   */
  Span back(Span windows, int extent) {
    BitSet inside = new BitSet();
    for (int w = windows.inside().nextSetBit(0); w >= 0; w = windows.inside().nextSetBit(w + 1)) {
      for (int tap = 0; tap < size; tap++) {
        long place = first(w) + (long) tap * dilation;
        if (place >= 0 && place < extent) {
          inside.set((int) place);
        }
      }
    }
    return new Span(inside, first(windows.first()), first(windows.last()) + reach());
  }

  /**
   * The windows that lie over places: the other way round.
   *
   * @param places of the image
   * @param count how many windows there are
   */
  Span forth(Span places, int count) {
    BitSet inside = new BitSet();
    for (int p = places.inside().nextSetBit(0); p >= 0; p = places.inside().nextSetBit(p + 1)) {
      for (int tap = 0; tap < size; tap++) {
        long start = p + padding - (long) tap * dilation;
        if (start >= 0 && start % stride == 0 && start / stride < count) {
          inside.set((int) (start / stride));
        }
      }
    }
    long first = Math.ceilDiv(places.first() + padding - reach(), (long) stride);
    long last = Math.floorDiv(places.last() + padding, (long) stride);
    return new Span(inside, first, Math.max(first, last));
  }

  /** Whether any window lies over one of the places, were there windows without end. */
  boolean liesOver(Span places) {
    long last = Math.min(places.last(), places.first() + stride - 1);
    for (long place = places.first(); place <= last; place++) {
      for (int tap = 0; tap < size; tap++) {
        if (Math.floorMod(place + padding - (long) tap * dilation, (long) stride) == 0) {
          return true;
        }
      }
    }
    return false;
  }

  private long first(long window) {
    return window * stride - padding;
  }

  private long reach() {
    return (size - 1L) * dilation;
  }
}
