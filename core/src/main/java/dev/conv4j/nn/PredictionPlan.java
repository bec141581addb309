package dev.conv4j.nn;

import dev.conv4j.autograd.Operation;
import dev.conv4j.autograd.Trace;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model computes from images, read off the trace of one image and rearranged by the {@link
 * FusionRule}s: the steps, and in which of a few buffers each of their values lies. Knows
 * operations only, never the classes of layers. A plan holds for any number of images, and for any
 * number of threads.
 *
 * @param steps in the order in which they run
 * @param items the shape of each value for one image; value 0 is the image itself
 * @param buffers the buffer in which each value lies
 * @param bufferItems the shape of each buffer for one image
 * @param logits the value that is the result
 */
record PredictionPlan(
    List<Step> steps,
    List<Shape> items,
    List<Integer> buffers,
    List<Shape> bufferItems,
    int logits) {

  /** What an operation reads: a value of the plan, or a tensor of the model. */
  sealed interface Source {
    /** The value with this number. */
    record Value(int number) implements Source {}

    /** A parameter, the same for all images. */
    record Constant(Tensor tensor) implements Source {}
  }

  /** One operation. */
  record Step(Operation operation, List<Source> inputs, int output) {

    /** Whether it reads this value. */
    boolean reads(int value) {
      return inputs.contains(new Source.Value(value));
    }

    /** The inputs from number {@code first} on, or null if one of them is no constant. */
    @Nullable List<Tensor> constants(int first) {
      List<Tensor> tensors = new ArrayList<>();
      for (Source input : inputs.subList(first, inputs.size())) {
        if (!(input instanceof Source.Constant(Tensor tensor))) {
          return null;
        }
        tensors.add(tensor);
      }
      return tensors;
    }
  }

  /** The first value: the images. */
  static final int IMAGES = 0;

  /**
   * The plan of a model.
   *
   * @param trace what an inference pass over one image recorded, or the outline of one
   * @param image what the pass began with, {@code [1, C, H, W]}
   * @param logits what came out
   * @return null if there is a step in the trace that no plan can hold: an operation without a line
   *     in {@link PlanKernels}, a result that is not one for each image, or an input that is
   *     neither a value of the pass nor a parameter
   */
  static @Nullable PredictionPlan of(Model model, Trace trace, Tensor image, Tensor logits) {
    Set<Tensor> parameters = Collections.newSetFromMap(new IdentityHashMap<>());
    model.parameters().values().forEach(parameter -> parameters.add(parameter.value()));
    IdentityHashMap<Tensor, Integer> numbers = new IdentityHashMap<>();
    List<Shape> items = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    numbers.put(image, IMAGES);
    items.add(image.shape().item());
    for (Trace.Step traced : trace.steps()) {
      List<Source> inputs = sources(traced.inputs(), numbers, parameters);
      Shape shape = traced.output().shape();
      boolean perImage = shape.rank() > 1 && shape.extent(0) == 1;
      if (inputs == null || !perImage || !PlanKernels.knows(traced.operation())) {
        return null;
      }
      numbers.put(traced.output(), items.size());
      steps.add(new Step(traced.operation(), inputs, items.size()));
      items.add(shape.item());
    }
    Integer result = numbers.get(logits);
    return result == null ? null : arrange(steps, items, result);
  }

  private static @Nullable List<Source> sources(
      List<Tensor> inputs, IdentityHashMap<Tensor, Integer> numbers, Set<Tensor> parameters) {
    List<Source> sources = new ArrayList<>();
    for (Tensor input : inputs) {
      Integer number = numbers.get(input);
      if (number != null) {
        sources.add(new Source.Value(number));
      } else if (parameters.contains(input)) {
        sources.add(new Source.Constant(input));
      } else {
        return null;
      }
    }
    return sources;
  }

  private static PredictionPlan arrange(List<Step> steps, List<Shape> items, int logits) {
    steps.replaceAll(FusionRule::withWeights);
    for (FusionRule rule : FusionRule.values()) {
      rule.rearrange(steps, items, logits);
    }
    BufferChoice choice = new BufferChoice(steps, items, logits);
    return new PredictionPlan(
        List.copyOf(steps), List.copyOf(items), choice.buffers(), choice.bufferItems(), logits);
  }
}
