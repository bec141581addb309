package dev.conv4j.train;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.autograd.Pass;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.optim.Schedule;
import dev.conv4j.optim.WeightAverage;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
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
  private final Freezing freezing;
  private final Optimizer optimizer;
  private final Gradients gradients;
  private final Tensor squares;
  private final @Nullable WeightAverage average;
  private final Map<String, Tensor> state = new LinkedHashMap<>();

  Descent(Model model, UpdateOptions options) {
    this.options = options;
    Device device = model.device();
    freezing = new Freezing(model.parameters(), options.frozen());
    model
        .parameters()
        .forEach((path, parameter) -> {
          if (parameter.isLearned() && !freezing.has(parameter)) {
            learned.put(path, parameter);
          }
        });
    optimizer = options.optimizer().create(learned, options.groups());
    gradients = new Gradients(device);
    squares = Tensor.zeros(device, Shape.SCALAR);
    average =
        options.averageDecay() > 0
            ? new WeightAverage(model.parameters(), options.averageDecay())
            : null;
    optimizer.state().forEach((name, tensor) -> state.put("optimizer." + name, tensor));
    if (average != null) {
      average.sums().forEach((path, tensor) -> state.put("average." + path, tensor));
      state.put("averageTotal", average.total());
    }
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
    freezing.close();
    optimizer.close();
    gradients.close();
    squares.close();
    if (average != null) {
      average.close();
    }
  }
}
