package dev.conv4j.nn;

import dev.conv4j.autograd.MaxPooling;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.nn.PredictionPlan.Source;
import dev.conv4j.nn.PredictionPlan.Step;
import dev.conv4j.tensor.Shape;
import java.util.List;

/**
 * How the steps of a trace are rearranged for a plan. Every rule here leaves each bit of the result
 * as it was; one that does not would have to say so, and by how much.
 *
 * <p>What is written over its input rather than beside it is decided after these, by {@link
 * BufferChoice}.
 */
enum FusionRule {
  /**
   * ReLU and then max-pooling becomes max-pooling and then ReLU: the maximum of rectified pixels is
   * the rectified maximum (a NaN stays one either way), and there are fewer to rectify.
   */
  POOL_BEFORE_RELU {
    @Override
    boolean joins(Step first, Step second) {
      return first.operation() instanceof Rectification && second.operation() instanceof MaxPooling;
    }

    @Override
    void join(List<Step> steps, int at, List<Shape> items) {
      Step relu = steps.get(at);
      Step pool = steps.get(at + 1);
      // The value between the two is now the pooled one, not yet rectified.
      items.set(relu.output(), items.get(pool.output()));
      steps.set(at, new Step(pool.operation(), relu.inputs(), relu.output()));
      Source between = new Source.Value(relu.output());
      steps.set(at + 1, new Step(relu.operation(), List.of(between), pool.output()));
    }
  };

  /** Whether the rule is about these two kinds of steps. */
  abstract boolean joins(Step first, Step second);

  /** Rearranges the steps {@code at} and {@code at + 1}. */
  abstract void join(List<Step> steps, int at, List<Shape> items);

  /** Applies the rule wherever a step's only reader comes right behind it. */
  final void rearrange(List<Step> steps, List<Shape> items, int logits) {
    for (int at = 0; at + 1 < steps.size(); at++) {
      Step first = steps.get(at);
      Step second = steps.get(at + 1);
      int value = first.output();
      boolean onlyReader =
          value != logits
              && second.reads(value)
              && steps.stream().filter(step -> step.reads(value)).count() == 1;
      if (onlyReader && joins(first, second)) {
        join(steps, at, items);
      }
    }
  }
}
