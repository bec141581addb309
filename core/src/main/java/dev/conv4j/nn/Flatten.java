package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Reshaping;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/** Lays each image out as one row: {@code [N, C, H, W] -> [N, C * H * W]}. */
public final class Flatten implements Layer {

  /** There is nothing to set. */
  public record Config() implements Layer.Config {
    @Override
    public Flatten build() {
      return new Flatten();
    }
  }

  /** The layer. */
  public Flatten() {}

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return new Reshaping(outputShape(input.shape())).apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 2) {
      throw new ShapeException(kind(), "[N, ...]", input.toString(), "");
    }
    return Shape.of(input.extent(0), input.countPerItem());
  }

  @Override
  public Config config() {
    return new Config();
  }
}
