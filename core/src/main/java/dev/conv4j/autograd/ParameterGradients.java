package dev.conv4j.autograd;

import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The way back of a training: to the trainable parameters. */
record ParameterGradients(Tape tape, Gradients gradients) implements Destination {

  @Override
  public boolean wants(Tensor tensor) {
    return tape.wants(tensor);
  }

  @Override
  public @Nullable Sum sum(Tensor tensor) {
    Parameter parameter = tape.parameter(tensor);
    return parameter == null ? null : kernel -> gradients.add(parameter, kernel);
  }

  @Override
  public void arrived(Tensor tensor, Tensor gradient) {}
}
