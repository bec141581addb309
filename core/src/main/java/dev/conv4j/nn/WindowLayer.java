package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PoolGeometry;

/** A layer that makes one pixel of each window. */
abstract class WindowLayer implements Layer {
  private final PoolGeometry geometry;

  WindowLayer(PoolGeometry geometry) {
    this.geometry = geometry;
  }

  /** Computes the layer for images that it takes. */
  abstract Tensor pool(Tensor input, Pass pass);

  @Override
  public final Tensor forward(Tensor input, Pass pass) {
    outputShape(input.shape());
    return pool(input, pass);
  }

  @Override
  public final Shape outputShape(Shape input) {
    Shapes.require(input, kind(), "N", "C", "H", "W");
    try {
      return geometry.outputShape(input);
    } catch (ShapeException e) {
      throw e.by(kind());
    }
  }
}
