package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.AdaptiveMaxPooling;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;

/**
 * Takes the largest pixels of windows that share out the image, so that the output has a fixed size
 * whatever the input's; 1×1 is the largest pixel of each channel.
 *
 * <p>Shapes: {@code [N, C, H, W] -> [N, C, height, width]}; the windows are those of {@link
 * AdaptiveAvgPool2d}. Of equal pixels the first in row order is taken, and a NaN wins over all.
 */
public final class AdaptiveMaxPool2d implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param size of the output
   */
  public record Config(Size2d size) implements Layer.Config {

    /** Checks the size. */
    public Config {
      try {
        new AdaptiveMaxPooling(size);
      } catch (ShapeException e) {
        throw e.by("AdaptiveMaxPool2d");
      }
    }

    @Override
    public AdaptiveMaxPool2d build() {
      return new AdaptiveMaxPool2d(this);
    }
  }

  private final Config config;
  private final AdaptiveMaxPooling pooling;

  /** A layer with these settings. */
  public AdaptiveMaxPool2d(Config config) {
    this.config = config;
    this.pooling = new AdaptiveMaxPooling(config.size());
  }

  /** An output of this size in pixels. */
  public AdaptiveMaxPool2d(int height, int width) {
    this(new Config(new Size2d(height, width)));
  }

  /** Global max-pooling: one pixel for each channel. */
  public static AdaptiveMaxPool2d global() {
    return new AdaptiveMaxPool2d(1, 1);
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
      return pooling.outputShape(input);
    } catch (ShapeException e) {
      throw e.by(kind());
    }
  }

  @Override
  public Config config() {
    return config;
  }
}
