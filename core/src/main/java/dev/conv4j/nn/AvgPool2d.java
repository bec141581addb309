package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.AveragePooling;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;

/**
 * Takes the mean of each window; the channels stay.
 *
 * <p>Shapes: {@code [N, C, H, W] -> [N, C, H', W']}, where {@code H' = floor((H + 2 * padding -
 * window) / stride) + 1}, likewise {@code W'}; all in pixels. The padding is at most half the
 * window. Padding counts as zeros: the divisor is always the window's area, as is PyTorch's
 * default.
 */
public final class AvgPool2d implements Layer {

  /** Everything needed to rebuild the layer. */
  public record Config(Size2d window, Size2d stride, Size2d padding) implements Layer.Config {

    /** Checks that the numbers make sense together. */
    public Config {
      new PoolGeometry(window, stride, padding);
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

    /** These settings with another stride in both directions. */
    public Config stride(int pixels) {
      return stride(pixels, pixels);
    }

    /** These settings with another stride, vertical first. */
    public Config stride(int height, int width) {
      return new Config(window, new Size2d(height, width), padding);
    }

    /** These settings with this many rings around the image. */
    public Config padding(int pixels) {
      return padding(pixels, pixels);
    }

    /** These settings with another padding: rows above and below, columns left and right. */
    public Config padding(int height, int width) {
      return new Config(window, stride, new Size2d(height, width));
    }

    @Override
    public AvgPool2d build() {
      return new AvgPool2d(this);
    }
  }

  private final Config config;
  private final AveragePooling pooling;

  /** A layer with these settings. */
  public AvgPool2d(Config config) {
    this.config = config;
    this.pooling =
        new AveragePooling(new PoolGeometry(config.window(), config.stride(), config.padding()));
  }

  /** A square window, moved by its own size. */
  public AvgPool2d(int window) {
    this(Config.of(window));
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    return pooling.apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", "C", "H", "W");
    try {
      return pooling.geometry().outputShape(input);
    } catch (ShapeException e) {
      throw e.by(kind());
    }
  }

  @Override
  public Config config() {
    return config;
  }
}
