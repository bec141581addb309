package dev.conv4j.nn;

import dev.conv4j.tensor.PaddingMode;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.PadGeometry;

/**
 * How the padding of a convolution is shared out: zeros on both sides alike are its own, all else
 * is put around the image before.
 */
record ConvPadding(ConvGeometry convolution, PadGeometry around) {

  static ConvPadding of(Conv2d.Config config) {
    ConvGeometry bare =
        new ConvGeometry(
            config.kernel(), config.stride(), config.padding(), config.dilation(), config.groups());
    Sides rows = Sides.of(config.samePadding(), bare.extentHeight(), config.padding().height());
    Sides columns = Sides.of(config.samePadding(), bare.extentWidth(), config.padding().width());
    boolean zeros = config.paddingMode() == PaddingMode.ZEROS;
    Size2d own = zeros ? new Size2d(rows.before, columns.before) : Size2d.square(0);
    return new ConvPadding(
        new ConvGeometry(config.kernel(), config.stride(), own, config.dilation(), config.groups()),
        new PadGeometry(
            rows.before - own.height(),
            rows.after - own.height(),
            columns.before - own.width(),
            columns.after - own.width(),
            config.paddingMode()));
  }

  /** What one axis is padded with. */
  private record Sides(int before, int after) {

    /** Of an odd number that keeps the size, one more goes to the end. */
    static Sides of(boolean same, long extent, int each) {
      int surplus = (int) (extent - 1);
      return same ? new Sides(surplus / 2, surplus - surplus / 2) : new Sides(each, each);
    }
  }
}
