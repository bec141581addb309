package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.ChannelSoftmax;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * {@code exp(x) / sum(exp(x))}, the sum over the channels of each pixel, or over the features of
 * each row. Losses and {@link Predictor} take logits: they need no softmax at the end of a network.
 *
 * <p>Shapes: {@code [N, C]} or {@code [N, C, ...]}; it stays.
 */
public final class Softmax implements Layer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public Softmax build() {
      return new Softmax();
    }
  }

  /** The layer. */
  public Softmax() {}

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    return new ChannelSoftmax().apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2 || input.extent(1) < 1) {
      throw new ShapeException(kind(), "[N, C, ...], a channel or more", input.toString(), "");
    }
    return input;
  }

  @Override
  public Config config() {
    return new Config();
  }
}
