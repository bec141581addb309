package dev.conv4j.look;

import dev.conv4j.look.Sight.Span;
import java.util.BitSet;

/** One axis of a window that slides over an image. */
record Window(int size, int stride, int padding, int dilation) {

  /**
   * The places under the window.
   *
   * @param outputs places of the window
   * @param extent of the image along the axis
   */
  Span back(Span outputs, int extent) {
    BitSet inside = new BitSet();
    for (int o = outputs.inside().nextSetBit(0); o >= 0; o = outputs.inside().nextSetBit(o + 1)) {
      for (int tap = 0; tap < size; tap++) {
        long place = place(o) + (long) tap * dilation;
        if (place >= 0 && place < extent) {
          inside.set((int) place);
        }
      }
    }
    long reach = (size - 1L) * dilation;
    return new Span(inside, place(outputs.first()), place(outputs.last()) + reach);
  }

  private long place(long output) {
    return output * stride - padding;
  }
}
