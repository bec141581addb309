package dev.conv4j.optim;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies gradients to the parameters it was made for. What it remembers from step to step can be
 * saved and put back.
 *
 * <p>A step has two halves: {@link #prepare} brings the numbers of the step to the device, {@link
 * #apply} runs the same kernels each time.
 */
public interface Optimizer extends AutoCloseable {

  /** Changes every trainable parameter that has a gradient. */
  default void step(Gradients gradients) {
    prepare();
    apply(gradients, null);
  }

  /** Counts one more step, and brings its learning rate and corrections to the device. */
  void prepare();

  /**
   * Changes every trainable parameter that has a gradient, by the numbers of the last {@link
   * #prepare}.
   *
   * @param guard a scalar on the device: unless it is finite, nothing is changed; null to step in
   *     any case
   */
  void apply(Gradients gradients, @Nullable Tensor guard);

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
   * writing into them, and then calling {@link #stateRestored}, restores a state.
   */
  Map<String, Tensor> state();

  /** To be called when a state was written into {@link #state}. */
  void stateRestored();

  @Override
  void close();

  /** An immutable record of an optimizer's settings. */
  interface Config {
    /**
     * A new optimizer.
     *
     * @param parameters by their paths; they must have values
     * @param groups parameters that are trained otherwise; of several that have a parameter the
     *     first counts
     * @throws dev.conv4j.Conv4jException if a group has no parameter
     */
    Optimizer create(Map<String, Parameter> parameters, List<ParameterGroup> groups);

    /** A new optimizer that treats all parameters alike. */
    default Optimizer create(Map<String, Parameter> parameters) {
      return create(parameters, List.of());
    }

    /** The learning rate to begin with. */
    float learningRate();
  }
}
