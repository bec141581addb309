package dev.conv4j.nn;

import dev.conv4j.nn.PredictionPlan.Source;
import dev.conv4j.nn.PredictionPlan.Step;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.PreparedLayer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plan on a device, with its layers prepared there. Any number of threads may bind it. */
final class PreparedPlan implements AutoCloseable {
  private final PredictionPlan plan;
  private final Device device;

  /** One for each step; null for one without weights of its own. */
  private final List<@Nullable PreparedLayer> layers = new ArrayList<>();

  /**
   * Prepares all layers.
   *
   * @throws dev.conv4j.DeviceException if there is no room for them
   */
  PreparedPlan(PredictionPlan plan, Device device) {
    this.plan = plan;
    this.device = device;
    try {
      plan.steps().forEach(step -> layers.add(prepare(step)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private @Nullable PreparedLayer prepare(Step step) {
    if (step.operation() instanceof PreparedOperation operation
        && step.inputs().getFirst() instanceof Source.Value(int x)) {
      return operation.prepare(plan.items().get(x), device.kernels());
    }
    return null;
  }

  PredictionPlan plan() {
    return plan;
  }

  Device device() {
    return device;
  }

  /**
   * The work of all steps, one after the other.
   *
   * @param buffers the tensors that the plan's values lie in
   */
  List<Runnable> bind(List<Tensor> buffers) {
    List<Runnable> calls = new ArrayList<>();
    for (int at = 0; at < layers.size(); at++) {
      Step step = plan.steps().get(at);
      List<Tensor> x = step.inputs().stream().map(source -> tensor(source, buffers)).toList();
      Tensor y = buffers.get(plan.buffers().get(step.output()));
      PreparedLayer layer = layers.get(at);
      calls.add(
          layer == null
              ? PlanKernels.bind(step.operation(), x, y, device.kernels())
              : PlanKernels.bind(layer, x, y));
    }
    return calls;
  }

  private Tensor tensor(Source source, List<Tensor> buffers) {
    return switch (source) {
      case Source.Value(int number) -> buffers.get(plan.buffers().get(number));
      case Source.Constant(Tensor parameter) -> parameter;
    };
  }

  /** Gives the memory of the layers back. */
  @Override
  public void close() {
    for (PreparedLayer layer : layers) {
      if (layer != null) {
        layer.close();
      }
    }
  }
}
