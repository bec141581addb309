package dev.conv4j.look;

import dev.conv4j.look.Sight.Span;
import dev.conv4j.tensor.Shape;
import java.util.BitSet;

/** Where elements stood before their tensor got another shape, in row-major order. */
final class Renumbering {
  private Renumbering() {}

  /**
   * The smallest sight of one item that holds the elements.
   *
   * @param sight of the tensor as it is now
   */
  static Sight back(Sight sight, Shape now, Shape before) {
    int nowRows = Sight.extent(now, 2);
    int nowColumns = Sight.extent(now, 3);
    int rows = Sight.extent(before, 2);
    int columns = Sight.extent(before, 3);
    BitSet channels = new BitSet();
    BitSet seenRows = new BitSet();
    BitSet seenColumns = new BitSet();
    sight.channels().stream()
        .forEach(c ->
            sight.rows().inside().stream()
                .forEach(y ->
                    sight.columns().inside().stream()
                        .forEach(x -> {
                          int number = (c * nowRows + y) * nowColumns + x;
                          channels.set(number / columns / rows);
                          seenRows.set(number / columns % rows);
                          seenColumns.set(number % columns);
                        })));
    return new Sight(channels, span(seenRows), span(seenColumns));
  }

  private static Span span(BitSet places) {
    return new Span(places, places.nextSetBit(0), places.length() - 1L);
  }
}
