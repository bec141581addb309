package dev.conv4j.nn;

import dev.conv4j.autograd.Addition;
import dev.conv4j.autograd.ElementwiseActivation;
import dev.conv4j.autograd.ParametricRectification;
import dev.conv4j.autograd.Rectification;
import dev.conv4j.nn.PredictionPlan.Source;
import dev.conv4j.nn.PredictionPlan.Step;
import dev.conv4j.tensor.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides in which buffer each value of a plan lies. A step whose kernel allows it writes over an
 * input that nobody reads later; a buffer whose value was read for the last time takes another of
 * the same shape.
 */
final class BufferChoice {
  /** The operations whose kernels may write over an input. */
  private static final Set<Class<?>> IN_PLACE =
      Set.of(
          Rectification.class,
          ElementwiseActivation.class,
          ParametricRectification.class,
          Addition.class);

  /** The buffer of a value that is never computed. */
  static final Integer NONE = -1;

  private final List<Shape> items;
  private final int[] lastRead;
  private final Integer[] buffers;
  private final List<Shape> bufferItems = new ArrayList<>();
  private final Map<Shape, Deque<Integer>> free = new HashMap<>();

  BufferChoice(List<Step> steps, List<Shape> items, int logits) {
    this.items = items;
    this.buffers = new Integer[items.size()];
    Arrays.fill(buffers, NONE);
    this.lastRead = lastReads(steps, items.size(), logits);
    buffers[PredictionPlan.IMAGES] = take(items.get(PredictionPlan.IMAGES));
    for (int at = 0; at < steps.size(); at++) {
      place(steps.get(at), at);
    }
  }

  private static int[] lastReads(List<Step> steps, int values, int logits) {
    int[] last = new int[values];
    Arrays.fill(last, -1);
    for (int at = 0; at < steps.size(); at++) {
      for (Source input : steps.get(at).inputs()) {
        if (input instanceof Source.Value(int number)) {
          last[number] = at;
        }
      }
    }
    last[logits] = steps.size();
    return last;
  }

  private void place(Step step, int at) {
    boolean inPlace = IN_PLACE.contains(step.operation().getClass());
    int overwritten = -1;
    for (Source input : step.inputs()) {
      if (inPlace
          && overwritten < 0
          && input instanceof Source.Value(int number)
          && lastRead[number] == at
          && items.get(number).equals(items.get(step.output()))) {
        overwritten = number;
      }
    }
    buffers[step.output()] =
        overwritten < 0 ? take(items.get(step.output())) : buffers[overwritten];
    for (int number = 0; number < lastRead.length; number++) {
      if (lastRead[number] == at && number != overwritten) {
        free.computeIfAbsent(items.get(number), item -> new ArrayDeque<>()).add(buffers[number]);
      }
    }
  }

  private Integer take(Shape item) {
    Integer kept = free.getOrDefault(item, new ArrayDeque<>()).poll();
    if (kept != null) {
      return kept;
    }
    bufferItems.add(item);
    return bufferItems.size() - 1;
  }

  /** The buffer of each value, {@link #NONE} for those that rules did away with. */
  List<Integer> buffers() {
    return List.of(buffers);
  }

  /** The shape of each buffer. */
  List<Shape> bufferItems() {
    return List.copyOf(bufferItems);
  }
}
