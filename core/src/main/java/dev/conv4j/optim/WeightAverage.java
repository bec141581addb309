package dev.conv4j.optim;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exponential moving average of a model's parameters, running statistics among them: often a
 * better model than the last one (Polyak and Juditsky 1992). After each step {@code average = decay
 * * average + (1 - decay) * value}.
 *
 * <p>Thread safety: one thread at a time.
 */
public final class WeightAverage implements AutoCloseable {
  private final Map<String, Parameter> parameters;
  private final Map<String, Tensor> averages = new LinkedHashMap<>();
  private final float decay;
  private boolean swapped;

  /**
   * An average that begins with the parameters as they are.
   *
   * @param decay the share of the average that stays, 0 to less than 1
   */
  public WeightAverage(Map<String, Parameter> parameters, float decay) {
    Settings.checkShare("decay of the average", decay);
    this.parameters = new LinkedHashMap<>(parameters);
    this.decay = decay;
    parameters.forEach((path, parameter) -> {
      Tensor value = parameter.value();
      Tensor average =
          Tensor.allocate(
              value.device(), ElementType.FLOAT32, parameter.shape(), "average of " + path);
      value.device().kernels().elementwise().copy(value, average);
      averages.put(path, average);
    });
  }

  /** Takes in the parameters after a step. */
  public void update() {
    update(null);
  }

  /**
   * The same, decided on the device.
   *
   * @param guard a scalar: unless it is finite, the averages stay as they are; null to take the
   *     parameters in in any case
   */
  public void update(@Nullable Tensor guard) {
    requireNotSwapped();
    parameters.forEach((path, parameter) -> {
      Tensor value = parameter.value();
      Tensor average = average(path);
      Kernels kernels = value.device().kernels();
      if (guard == null) {
        kernels.normalization().blend(average, value, 1 - decay, 1, average);
      } else {
        try (Tensor next = room(value)) {
          kernels.normalization().blend(average, value, 1 - decay, 1, next);
          kernels.steps().replace(next, guard, average);
        }
      }
    });
  }

  private static Tensor room(Tensor like) {
    return Tensor.allocate(like.device(), ElementType.FLOAT32, like.shape(), "average");
  }

  /**
   * Gives the model the averages, until the returned scope is closed; then it has its own values
   * again.
   */
  public Swap swap() {
    requireNotSwapped();
    exchange();
    swapped = true;
    return () -> {
      if (swapped) {
        swapped = false;
        exchange();
      }
    };
  }

  /** A time in which the model has the averages. */
  @FunctionalInterface
  public interface Swap extends AutoCloseable {
    @Override
    void close();
  }

  private void exchange() {
    parameters.forEach((path, parameter) -> {
      Tensor value = parameter.value();
      Tensor average = average(path);
      var elementwise = value.device().kernels().elementwise();
      try (Tensor held = room(value)) {
        elementwise.copy(value, held);
        elementwise.copy(average, value);
        elementwise.copy(held, average);
      }
    });
  }

  private void requireNotSwapped() {
    if (swapped) {
      throw new IllegalStateException("the model has the averages just now: close the swap first");
    }
  }

  private Tensor average(String path) {
    return Objects.requireNonNull(averages.get(path));
  }

  /** The averages by the parameters' paths; writing into them restores a state. */
  public Map<String, Tensor> state() {
    return Collections.unmodifiableMap(averages);
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    averages.values().forEach(Tensor::close);
  }
}
