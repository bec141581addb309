package dev.conv4j.autograd;

import dev.conv4j.tensor.Tensor;
import java.util.List;

/**
 * What a pass recorded, in the order it happened. The tensors live as long as the pass.
 *
 * @param steps one for each operation
 */
public record Trace(List<Step> steps) {

  /** Copies the list. */
  public Trace {
    steps = List.copyOf(steps);
  }

  /**
   * One operation.
   *
   * @param location the path of the layer that applied it, such as {@code stem.conv1}; empty
   *     outside any
   */
  public record Step(Operation operation, String location, List<Tensor> inputs, Tensor output) {

    /** What and where, for people: {@code Convolution 'stem.conv1'}. */
    public String describe() {
      return location.isEmpty() ? operation.kind() : operation.kind() + " '" + location + "'";
    }
  }
}
