package dev.conv4j.nn;

import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;

/**
 * Takes the mean of each window; the channels stay.
 *
 * <p>Shapes: {@code [N, C, H, W] -> [N, C, H', W']}, where {@code H' = floor((H + 2 * padding -
 * window) / stride) + 1}, likewise {@code W'}; all in pixels. In ceiling mode the quotient is
 * rounded up, unless the last window would begin behind the image. The padding is at most half the
 * window.
 *
 * <p>Padding counts as zeros, as is PyTorch's default, or it does not count. What a window of
 * ceiling mode sees beyond the padding never counts.
 */
public final class AvgPool2d extends WindowLayer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param ceilMode whether a last window that reaches over the padding is taken too
   * @param countIncludePad whether padding counts
   */
  public record Config(
      Size2d window,
      Size2d stride,
      Size2d padding,
      @IfAbsent("false") boolean ceilMode,
      @IfAbsent("true") boolean countIncludePad)
      implements WindowConfig<Config> {

    /** Checks that the numbers make sense together. */
    public Config {
      new PoolGeometry(window, stride, padding);
    }

    /** No more windows than fit; padding counts. */
    public Config(Size2d window, Size2d stride, Size2d padding) {
      this(window, stride, padding, false, true);
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
      return new Config(window, newStride, newPadding, ceilMode, countIncludePad);
    }

    /** These settings in ceiling mode, or not. */
    public Config ceilMode(boolean on) {
      return new Config(window, stride, padding, on, countIncludePad);
    }

    /** These settings with padding that counts, or does not. */
    public Config countIncludePad(boolean counts) {
      return new Config(window, stride, padding, ceilMode, counts);
    }

    @Override
    public AvgPool2d build() {
      return new AvgPool2d(this);
    }

    private PoolGeometry geometry() {
      return new PoolGeometry(window, stride, padding, Size2d.square(1), ceilMode, countIncludePad);
    }
  }

  private final Config config;
  private final AveragePooling pooling;

  /** A layer with these settings. */
  public AvgPool2d(Config config) {
    super(config.geometry());
    this.config = config;
    this.pooling = new AveragePooling(config.geometry());
  }

  /** A square window, moved by its own size. */
  public AvgPool2d(int window) {
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
