package dev.conv4j.nn;

import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;

/**
 * Takes the largest pixel of each window; the channels stay.
 *
 * <p>Shapes: {@code [N, C, H, W] -> [N, C, H', W']}, where {@code H' = floor((H + 2 * padding -
 * dilation * (window - 1) - 1) / stride) + 1}, likewise {@code W'}; all in pixels. In ceiling mode
 * the quotient is rounded up, unless the last window would begin behind the image. The padding is
 * at most half of what a window covers. Padding is never chosen; of equal pixels the first in row
 * order is, and a NaN wins over all.
 */
public final class MaxPool2d extends WindowLayer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param dilation rows and columns from one pixel that a window sees to the next
   * @param ceilMode whether a last window that reaches over the padding is taken too
   */
  public record Config(
      Size2d window,
      Size2d stride,
      Size2d padding,
      @IfAbsent("[1, 1]") Size2d dilation,
      @IfAbsent("false") boolean ceilMode)
      implements WindowConfig<Config> {

    /** Checks that the numbers make sense together. */
    public Config {
      new PoolGeometry(window, stride, padding, dilation, ceilMode, true);
    }

    /** Without dilation, and no more windows than fit. */
    public Config(Size2d window, Size2d stride, Size2d padding) {
      this(window, stride, padding, Size2d.square(1), false);
    }

    /** A square window, moved by its own size. */
    public static Config of(int window) {
      return of(window, window);
    }

    /** A rectangular window, moved by its own size. */
    public static Config of(int height, int width) {
      Size2d size = new Size2d(height, width);
      return new Config(size, size, Size2d.square(0));
    }

    @Override
    public Config with(Size2d newStride, Size2d newPadding) {
      return new Config(window, newStride, newPadding, dilation, ceilMode);
    }

    /** These settings with the pixels that a window sees this far apart. */
    public Config dilation(int pixels) {
      return dilation(pixels, pixels);
    }

    /** These settings with another dilation, vertical first. */
    public Config dilation(int height, int width) {
      return new Config(window, stride, padding, new Size2d(height, width), ceilMode);
    }

    /** These settings in ceiling mode, or not. */
    public Config ceilMode(boolean on) {
      return new Config(window, stride, padding, dilation, on);
    }

    @Override
    public MaxPool2d build() {
      return new MaxPool2d(this);
    }

    private PoolGeometry geometry() {
      return new PoolGeometry(window, stride, padding, dilation, ceilMode, true);
    }
  }

  private final Config config;
  private final MaxPooling pooling;

  /** A layer with these settings. */
  public MaxPool2d(Config config) {
    super(config.geometry());
    this.config = config;
    this.pooling = new MaxPooling(config.geometry());
  }

  /** A square window, moved by its own size. */
  public MaxPool2d(int window) {
    this(Config.of(window));
  }

  @Override
  Tensor pool(Tensor input, Pass pass) {
    return pooling.apply(input, pass);
  }

  @Override
  public Config config() {
    return config;
  }
}
