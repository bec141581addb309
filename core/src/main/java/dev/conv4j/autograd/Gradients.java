package dev.conv4j.autograd;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.function.Consumer;

/**
 * The gradient of each parameter, added up over the passes since it was last cleared. The memory is
 * kept from pass to pass.
 *
 * <p>Thread safety: one thread at a time.
 */
public final class Gradients implements AutoCloseable {
  private static final class Sum {
    private final Tensor tensor;
    private boolean begun;

    Sum(Tensor tensor) {
      this.tensor = tensor;
    }
  }

  private final Device device;
  private final IdentityHashMap<Parameter, Sum> sums = new IdentityHashMap<>();

  /** Gradients on {@code device}, where the model is. */
  public Gradients(Device device) {
    this.device = device;
  }

  /** Whether a pass has given {@code parameter} a gradient since the last {@link #clear}. */
  public boolean has(Parameter parameter) {
    Sum sum = sums.get(parameter);
    return sum != null && sum.begun;
  }

  /**
   * The gradient, shaped like the parameter.
   *
   * @throws Conv4jException if there is none
   */
  public Tensor of(Parameter parameter) {
    Sum sum = sums.get(parameter);
    if (sum == null || !sum.begun) {
      throw new Conv4jException(
          Problem.of(
              parameter.toString(),
              "it has no gradient",
              "It is frozen, or the loss does not depend on it, or pass.backward was not called"));
    }
    return sum.tensor;
  }

  /** Forgets all gradients. */
  public void clear() {
    sums.values().forEach(sum -> sum.begun = false);
  }

  /**
   * Adds what {@code kernel} writes to the gradient of {@code parameter}; for gradients that were
   * computed elsewhere.
   *
   * @param kernel writes every element of the tensor that it is given
   */
  public void add(Parameter parameter, Consumer<Tensor> kernel) {
    Sum sum = sums.computeIfAbsent(parameter, key -> new Sum(allocate(key.shape(), key)));
    if (sum.begun) {
      try (Tensor more = allocate(parameter.shape(), parameter)) {
        kernel.accept(more);
        device.kernels().elementwise().add(sum.tensor, more, sum.tensor);
      }
    } else {
      kernel.accept(sum.tensor);
      sum.begun = true;
    }
  }

  private Tensor allocate(Shape shape, Parameter parameter) {
    return Tensor.allocate(device, ElementType.FLOAT32, shape, "gradient of " + parameter);
  }

  @Override
  public void close() {
    sums.values().forEach(sum -> sum.tensor.close());
    sums.clear();
  }
}
