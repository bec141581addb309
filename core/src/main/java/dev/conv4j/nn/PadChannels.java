package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.ChannelPadding;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * Adds channels of zeros, as the shortcuts without parameters of He et al. 2015, section 3.3
 * (arXiv:1512.03385), do.
 *
 * <p>Shapes: {@code [N, C, ...] -> [N, before + C + after, ...]}.
 */
public final class PadChannels implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param before channels before the first
   * @param after channels behind the last
   */
  public record Config(int before, int after) implements Layer.Config {

    /** Checks the numbers. */
    public Config {
      try {
        new ChannelPadding(before, after);
      } catch (ShapeException e) {
        throw e.by("PadChannels");
      }
    }

    @Override
    public PadChannels build() {
      return new PadChannels(before, after);
    }
  }

  private final ChannelPadding padding;

  /** So many channels before the first and behind the last. */
  public PadChannels(int before, int after) {
    this.padding = new ChannelPadding(before, after);
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    return padding.apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    try {
      return padding.outputShape(input);
    } catch (ShapeException e) {
      throw e.by(kind());
    }
  }

  @Override
  public Config config() {
    return new Config(padding.before(), padding.after());
  }
}
