package dev.conv4j.nn;

import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;

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

  /** Checks a name that paths are to hold, or that there is none. */
  static void requireNameOrNone(String kind, String name) {
    if (!name.isEmpty()) {
      requireName(kind, name);
    }
  }

  /**
   * Checks that everything inside {@code layer} has a name of its own: what is inside a layer
   * without a name may be called as another is.
   */
  static void requireDifferentNames(Layer layer) {
    Set<String> names = new HashSet<>();
    layer.visit(
        new Layer.Visitor() {
          @Override
          public void parameter(Parameter parameter) {
            require(parameter.name());
          }

          @Override
          public void child(String name, Layer child) {
            require(name);
          }

          private void require(String name) {
            if (!names.add(name)) {
              throw new ShapeException(layer.kind(), "a name for each layer", name + " twice", "");
            }
          }
        });
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
