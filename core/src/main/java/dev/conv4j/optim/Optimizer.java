package dev.conv4j.optim;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Tensor;
import java.util.Map;

/**
 * Applies gradients to the parameters it was made for. What it remembers from step to step can be
 * saved and put back.
 */
public interface Optimizer extends AutoCloseable {

  /** Changes every trainable parameter that has a gradient. */
  void step(Gradients gradients);

  /** The learning rate of the next step. */
  float learningRate();

  /**
   * Sets the learning rate of the next step.
   *
   * @throws dev.conv4j.Conv4jException if it is negative or not a number
   */
  void setLearningRate(float learningRate);

  /**
   * What the optimizer remembers, by parameter path and purpose, such as {@code
   * conv1.weight.velocity}, in the order of the parameters. The tensors stay the optimizer's;
   * writing into them restores a state.
   */
  Map<String, Tensor> state();

  @Override
  void close();

  /** An immutable record of an optimizer's settings. */
  interface Config {
    /** A new optimizer of these parameters, by their paths; they must have values. */
    Optimizer create(Map<String, Parameter> parameters);

    /** The learning rate to begin with. */
    float learningRate();
  }
}
