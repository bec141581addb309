package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.ParameterGroup;
import dev.conv4j.optim.ParameterPaths;
import dev.conv4j.optim.Schedule;
import dev.conv4j.optim.WeightAverage;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way from gradients to other weights: gradients that several batches add up to, clipping, the
 * optimizer at the rate of the schedule, the average of the weights. How and where the gradients
 * come about is the business of {@link Updates}.
 *
 * <p>An update has two halves. {@link #prepare} brings the numbers that change from update to
 * update to the device. {@link #apply} only runs kernels, the same each time, so that they can be
 * noted once and done many times.
 *
 * <p>Thread safety: one thread at a time.
 */
final class Descent implements AutoCloseable {
  private final UpdateOptions options;
  private final Map<String, Parameter> learned = new LinkedHashMap<>();
  private final Optimizer optimizer;
  private final Gradients gradients;
  private final Tensor squares;
  private final @Nullable WeightAverage average;
  private final Map<String, Tensor> state = new LinkedHashMap<>();

  /** Undoes what was done and made, the last first. */
  private final Deque<Runnable> made = new ArrayDeque<>();

  Descent(Model model, UpdateOptions options) {
    this.options = options;
    Map<String, Parameter> parameters = model.parameters();
    requireUsed(options.groups(), parameters);
    try {
      Freezing freezing = new Freezing(parameters, options.frozen());
      made.push(freezing::close);
      parameters.forEach((path, parameter) -> {
        if (parameter.isLearned() && !freezing.has(parameter)) {
          learned.put(path, parameter);
        }
      });
      optimizer = options.optimizer().create(learned, groupsOf(learned));
      made.push(optimizer::close);
      gradients = new Gradients(model.device());
      made.push(gradients::close);
      squares = Tensor.zeros(model.device(), Shape.SCALAR);
      made.push(squares::close);
      average =
          options.averageDecay() > 0 ? new WeightAverage(parameters, options.averageDecay()) : null;
    } catch (RuntimeException | Error e) {
      made.forEach(Runnable::run);
      throw e;
    }
    optimizer.state().forEach((name, tensor) -> state.put("optimizer." + name, tensor));
    if (average != null) {
      made.push(average::close);
      average.sums().forEach((path, tensor) -> state.put("average." + path, tensor));
      state.put("averageTotal", average.total());
    }
  }

  private static void requireUsed(List<ParameterGroup> groups, Map<String, Parameter> parameters) {
    for (ParameterGroup group : groups) {
      if (parameters.keySet().stream().noneMatch(group::has)) {
        throw new Conv4jException(
            new ParameterPaths(group.paths()).fitsNone("parameter group", parameters.keySet()));
      }
    }
  }

  /** A group of which everything is frozen is none for the optimizer. */
  private List<ParameterGroup> groupsOf(Map<String, Parameter> some) {
    return options.groups().stream()
        .filter(group -> some.keySet().stream().anyMatch(group::has))
        .toList();
  }

  /** The gradients of the update that is being made. */
  Gradients gradients() {
    return gradients;
  }

  /** Goes back from the mean loss of a batch, and adds its share to the gradients of the update. */
  void collect(Pass pass, Tensor loss, Turn turn) {
    if (turn.first()) {
      gradients.clear();
    }
    pass.backward(loss, turn.share(), gradients);
  }

  /** Brings rate and corrections of the next update to the device. */
  void prepare(Schedule.Moment moment) {
    optimizer.setLearningRate(options.learningRate(moment));
    optimizer.prepare();
  }

  /**
   * Changes the weights by the gradients, and takes them into the average.
   *
   * @param guard a scalar on the device: unless it is finite, the weights stay; null to change them
   *     in any case
   */
  void apply(@Nullable Tensor guard) {
    options.clipping().apply(gradients, learned.values(), squares);
    optimizer.apply(gradients, guard);
    if (average != null) {
      average.update(guard);
    }
  }

  /** The average of the weights, if one is kept. */
  @Nullable WeightAverage average() {
    return average;
  }

  /**
   * All that is remembered from update to update, by names such as {@code
   * optimizer.conv1.weight.velocity} and {@code average.conv1.weight}. Writing into the tensors,
   * and then calling {@link #stateRestored}, restores a state.
   */
  Map<String, Tensor> state() {
    return Collections.unmodifiableMap(state);
  }

  /** To be called when a state was written into {@link #state}. */
  void stateRestored() {
    optimizer.stateRestored();
  }

  @Override
  public void close() {
    made.forEach(Runnable::run);
    made.clear();
  }
}
