package dev.conv4j.optim;

import dev.conv4j.Conv4jException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.StepNumbers;
import dev.conv4j.tensor.spi.UpdateKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What optimizers share that treat every weight by itself: parameters in groups, tensors beside
 * each parameter, and the numbers of a step on the device.
 */
abstract class ElementwiseOptimizer implements Optimizer {

  /**
   * One parameter and what belongs to it.
   *
   * @param remembered its tensors, by purpose
   */
  record Slot(
      String path,
      Parameter parameter,
      float rateFactor,
      float weightDecay,
      Map<String, Tensor> remembered) {

    /** The tensor for this purpose, or null if the optimizer keeps none. */
    @Nullable Tensor get(String purpose) {
      return remembered.get(purpose);
    }

    /** The tensor for this purpose, which the optimizer always keeps. */
    Tensor require(String purpose) {
      return Objects.requireNonNull(remembered.get(purpose));
    }
  }

  private final List<Slot> slots = new ArrayList<>();
  private final Map<String, Tensor> state = new LinkedHashMap<>();
  private final @Nullable Tensor numbers;
  private final float[] written = new float[StepNumbers.COUNT];
  private final @Nullable Tensor steps;
  private int step;
  private float learningRate;

  /**
   * Room for the state, all zeros.
   *
   * @param purposes what is remembered of each parameter
   * @param counts whether the number of steps matters, so that it belongs to the state
   */
  ElementwiseOptimizer(
      Map<String, Parameter> parameters,
      List<ParameterGroup> groups,
      float learningRate,
      float weightDecay,
      List<String> purposes,
      boolean counts) {
    this.learningRate = learningRate;
    requireUsed(groups, parameters);
    parameters.forEach((path, parameter) ->
        slots.add(slot(path, parameter, groupOf(path, groups, weightDecay), purposes)));
    Device device = slots.isEmpty() ? null : slots.getFirst().parameter().value().device();
    numbers = device == null ? null : Tensor.zeros(device, Shape.of(StepNumbers.COUNT));
    steps = device == null || !counts ? null : Tensor.zeros(device, Shape.SCALAR);
    if (steps != null) {
      state.put("steps", steps);
    }
    Arrays.fill(written, Float.NaN);
  }

  private static void requireUsed(List<ParameterGroup> groups, Map<String, Parameter> parameters) {
    for (ParameterGroup group : groups) {
      if (parameters.keySet().stream().noneMatch(group::has)) {
        throw new Conv4jException(
            new ParameterPaths(group.paths()).fitsNone("parameter group", parameters.keySet()));
      }
    }
  }

  private static ParameterGroup groupOf(
      String path, List<ParameterGroup> groups, float weightDecay) {
    ParameterGroup group =
        groups.stream()
            .filter(each -> each.has(path))
            .findFirst()
            .orElse(ParameterGroup.withRateFactor("**", 1));
    return group.weightDecay() == null
        ? new ParameterGroup(group.paths(), group.rateFactor(), weightDecay)
        : group;
  }

  private Slot slot(String path, Parameter parameter, ParameterGroup group, List<String> purposes) {
    Map<String, Tensor> remembered = new LinkedHashMap<>();
    for (String purpose : purposes) {
      Tensor zeros = Tensor.zeros(parameter.value().device(), parameter.shape());
      remembered.put(purpose, zeros);
      state.put(path + "." + purpose, zeros);
    }
    return new Slot(
        path,
        parameter,
        group.rateFactor(),
        Objects.requireNonNull(group.weightDecay()),
        remembered);
  }

  /** The numbers of step {@code step}, counted from 1, besides the rate: two corrections. */
  float[] corrections(int step) {
    return new float[] {1, 1};
  }

  /** Changes one parameter. */
  abstract void update(UpdateKernels kernels, Slot slot, Tensor gradient, StepNumbers now);

  @Override
  public final void prepare() {
    step++;
    if (numbers == null) {
      return;
    }
    float[] corrections = corrections(step);
    float[] now = {learningRate, corrections[0], corrections[1]};
    if (!Arrays.equals(now, written)) {
      numbers.write(now);
      System.arraycopy(now, 0, written, 0, now.length);
    }
    if (steps != null) {
      steps.write((float) step);
    }
  }

  @Override
  public final void apply(Gradients gradients, @Nullable Tensor guard) {
    if (numbers == null) {
      return;
    }
    StepNumbers now = new StepNumbers(numbers, guard);
    for (Slot slot : slots) {
      Parameter parameter = slot.parameter();
      if (parameter.isTrainable() && gradients.has(parameter)) {
        UpdateKernels kernels = parameter.value().device().kernels().update();
        update(kernels, slot, gradients.of(parameter), now);
      }
    }
  }

  @Override
  public final float learningRate() {
    return learningRate;
  }

  @Override
  public final void setLearningRate(float learningRate) {
    Settings.check(
        "learning rate",
        learningRate >= 0 && Float.isFinite(learningRate),
        "0 or more",
        learningRate);
    this.learningRate = learningRate;
  }

  @Override
  public final Map<String, Tensor> state() {
    return Collections.unmodifiableMap(state);
  }

  @Override
  public final void stateRestored() {
    if (steps != null) {
      step = Math.round(steps.item());
    }
  }

  @Override
  public final void close() {
    state.values().forEach(Tensor::close);
    if (numbers != null) {
      numbers.close();
    }
  }
}
