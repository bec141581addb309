package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.AdaptiveAveragePooling;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Size2d;
import dev.conv4j.tensor.Tensor;

/**
 * Takes means over windows that share out the image, so that the output has a fixed size whatever
 * the input's; 1×1 is the mean of each channel.
 *
 * <p>Shapes: {@code [N, C, H, W] -> [N, C, height, width]}. Output row {@code i} sees the rows from
 * {@code floor(i * H / height)} to {@code ceil((i + 1) * H / height)}, the last excluded; likewise
 * the columns; as PyTorch's. Windows may overlap, and the output may be larger than the input.
 */
public final class AdaptiveAvgPool2d implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param size of the output
   */
  public record Config(Size2d size) implements Layer.Config {

    /** Checks the size. */
    public Config {
      try {
        new AdaptiveAveragePooling(size);
      } catch (ShapeException e) {
        throw e.by("AdaptiveAvgPool2d");
      }
    }

    @Override
    public AdaptiveAvgPool2d build() {
      return new AdaptiveAvgPool2d(this);
    }
  }

  private final Config config;
  private final AdaptiveAveragePooling pooling;

  /** A layer with these settings. */
  public AdaptiveAvgPool2d(Config config) {
    this.config = config;
    this.pooling = new AdaptiveAveragePooling(config.size());
  }

  /** An output of this size in pixels. */
  public AdaptiveAvgPool2d(int height, int width) {
    this(new Config(new Size2d(height, width)));
  }

  /** Global average pooling: the mean of each channel (Lin et al. 2013, arXiv:1312.4400). */
  public static AdaptiveAvgPool2d global() {
    return new AdaptiveAvgPool2d(1, 1);
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
