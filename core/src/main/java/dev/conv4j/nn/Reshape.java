package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Reshaping;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/** Gives each item of the batch another shape with as many elements, in row-major order. */
public final class Reshape implements Layer {

  /**
   * Everything needed to rebuild the layer.
   *
   * @param item the shape of one item, without the batch
   */
  public record Config(List<Integer> item) implements Layer.Config {
    /** Copies the list. */
    public Config {
      item = List.copyOf(item);
    }

    @Override
    public Reshape build() {
      return new Reshape(this);
    }
  }

  private final Config config;
  private final Shape item;

  /** A layer with these settings. */
  public Reshape(Config config) {
    this.config = config;
    this.item = Shape.of(config.item().stream().mapToLong(Integer::longValue).toArray());
  }

  @Override
  public Tensor forward(Tensor input, Pass pass) {
    return new Reshaping(outputShape(input.shape())).apply(input, pass);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.countPerItem() != item.count()) {
      throw new ShapeException(
          kind(), item.count() + " elements an item, to fill " + item, input.toString(), "");
    }
    return item.batched(input.extent(0));
  }

  @Override
  public Config config() {
    return config;
  }
}
