package dev.conv4j.autograd;

import dev.conv4j.tensor.Tensor;
import java.util.function.Consumer;

/** The gradient of one operation: from the gradient of its output to those of its inputs. */
@FunctionalInterface
public interface Backward {

  /**
   * Computes what {@code into} wants.
   *
   * @param outputGradient to be read only; others may hold it too
   */
  void run(Tensor outputGradient, InputGradients into);

  /** Where the gradients of the inputs go. A gradient that nobody wants is not computed. */
  interface InputGradients {

    /** Whether a trainable parameter lies behind {@code input}. */
    boolean wants(Tensor input);

    /** Has {@code kernel} write a gradient of {@code input}, if wanted, and adds it up. */
    void add(Tensor input, Consumer<Tensor> kernel);

    /** Hands {@code gradient} on unchanged to {@code input}, if wanted, without a copy. */
    void hand(Tensor input, Tensor gradient);
  }
}
