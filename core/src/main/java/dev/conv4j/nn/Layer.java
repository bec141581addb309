package dev.conv4j.nn;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;

/**
 * A part of a network: a function of one tensor with parameters of its own. A class of yours is a
 * layer as good as any here.
 *
 * <p>Thread safety: any number of inference passes may share one layer.
 */
public interface Layer {

  /**
   * Computes the layer.
   *
   * @throws dev.conv4j.ShapeException if it cannot take the input's shape
   */
  Tensor forward(Tensor input, Pass pass);

  /**
   * The shape of the output for an input of this shape, both with the batch in front.
   *
   * @throws dev.conv4j.ShapeException if it cannot take the input's shape
   */
  Shape outputShape(Shape input);

  /** How to build the layer again, without its weights; written into model files. */
  Config config();

  /** Shows the visitor this layer's own parameters and child layers, in order. */
  default void visit(Visitor visitor) {}

  /** The kind of layer, such as {@code Conv2d}. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /** An immutable record of everything but the weights. */
  interface Config {
    /** A new layer with these settings, its parameters without values. */
    Layer build();
  }

  /** Sees what a layer is made of. */
  interface Visitor {
    /** A parameter of the layer itself; {@link Parameter#name} names it. */
    void parameter(Parameter parameter);

    /** A layer inside this one. */
    void child(String name, Layer layer);
  }
}
