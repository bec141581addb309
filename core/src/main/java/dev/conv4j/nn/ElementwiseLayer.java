package dev.conv4j.nn;

import dev.conv4j.autograd.ElementwiseActivation;
import dev.conv4j.autograd.Pass;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Activation;

/** A function of each element. */
abstract class ElementwiseLayer implements Layer {
  private final ElementwiseActivation operation;

  ElementwiseLayer(Activation function) {
    operation = new ElementwiseActivation(function);
  }

  @Override
  public final Tensor forward(Tensor input, Pass pass) {
    return operation.apply(input, pass);
  }

  @Override
  public final Shape outputShape(Shape input) {
    return input;
  }
}
