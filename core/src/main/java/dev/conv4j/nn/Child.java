package dev.conv4j.nn;

import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * A layer inside another, and the name it has there. What goes wrong inside is told with it.
 *
 * @param name empty if the layer's parts are shown as parts of the layer around it
 */
record Child(String name, Layer layer) {

  /** Checks a name that paths are to hold. */
  static void requireName(String kind, String name) {
    if (!name.matches("[A-Za-z0-9_-]+")) {
      throw new ShapeException(
          new Problem(kind, "a name of letters, digits, _ and -", name, ""), null);
    }
  }

  boolean isNamed() {
    return !name.isEmpty();
  }

  /** Shows the layer to a visitor of the layer around it, or its parts if it has no name. */
  void show(Layer.Visitor visitor) {
    if (isNamed()) {
      visitor.child(name, layer);
    } else {
      layer.visit(visitor);
    }
  }

  Tensor forward(Tensor input, Pass pass) {
    if (!isNamed()) {
      return layer.forward(input, pass);
    }
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
      throw isNamed() ? e.inside(name) : e;
    }
  }
}
