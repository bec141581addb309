package dev.conv4j.nn;

import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/** A layer inside another, and the name it has there. What goes wrong inside is told with it. */
record Child(String name, Layer layer) {

  Tensor forward(Tensor input, Pass pass) {
    try (Pass.Scope _ = pass.enter(name)) {
      return layer.forward(input, pass);
    } catch (ShapeException e) {
      throw e.inside(name);
    }
  }

  Shape outputShape(Shape input) {
    try {
      return layer.outputShape(input);
    } catch (ShapeException e) {
      throw e.inside(name);
    }
  }
}
