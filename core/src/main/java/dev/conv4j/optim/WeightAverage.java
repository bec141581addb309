package dev.conv4j.optim;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exponential moving average (EMA) of a model's parameters, running statistics among them:
 * often a better model than the last one (Polyak and Juditsky 1992). After each step {@code sum =
 * decay * sum + (1 - decay) * value}, from 0 on, and the average is {@code sum / (1 -
 * decay^steps)}, so that the first weights have no part in it, however few the steps (Kingma and Ba
 * 2014, section 3, arXiv:1412.6980).
 *
 * <p>Thread safety: one thread at a time.
 */
public final class WeightAverage implements AutoCloseable {
  private final Map<String, Parameter> parameters;
  private final Map<String, Tensor> sums = new LinkedHashMap<>();
  private final Map<String, Tensor> held = new LinkedHashMap<>();
  private final float decay;

  /** What the sum of ones would be, {@code 1 - decay^steps}, added up as all others are. */
  private final Tensor total;

  private final Tensor one;
  private boolean swapped;

  /**
   * An average of nothing yet.
   *
   * @param decay the share of the average that stays, 0 to less than 1
   */
  public WeightAverage(Map<String, Parameter> parameters, float decay) {
    Settings.checkShare("decay of the average", decay);
    this.parameters = new LinkedHashMap<>(parameters);
    this.decay = decay;
    Device device = parameters.values().iterator().next().value().device();
    total = Tensor.zeros(device, Shape.SCALAR);
    one = Tensor.of(device, Shape.SCALAR, 1);
    parameters.forEach((path, parameter) -> {
      Tensor sum =
          Tensor.allocate(device, ElementType.FLOAT32, parameter.shape(), "average of " + path);
      device.kernels().elementwise().fill(sum, 0);
      sums.put(path, sum);
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
    parameters.forEach((path, parameter) -> add(parameter.value(), sum(path), guard));
    add(one, total, guard);
  }

  private void add(Tensor value, Tensor sum, @Nullable Tensor guard) {
    Kernels kernels = value.device().kernels();
    if (guard == null) {
      kernels.normalization().blend(sum, value, 1 - decay, 1, sum);
    } else {
      try (Tensor next = room(value)) {
        kernels.normalization().blend(sum, value, 1 - decay, 1, next);
        kernels.steps().replace(next, guard, sum);
      }
    }
  }

  private static Tensor room(Tensor like) {
    return Tensor.allocate(like.device(), ElementType.FLOAT32, like.shape(), "average");
  }

  /**
   * Gives the model the averages, until the returned scope is closed; then it has its own values
   * again. Before the first step it keeps them. Meanwhile its own values need as much memory once
   * more.
   */
  public Swap swap() {
    requireNotSwapped();
    swapped = true;
    float steps = total.item();
    if (steps > 0) {
      parameters.forEach((path, parameter) -> show(path, parameter.value(), 1 / steps));
    }
    return this::giveBack;
  }

  private void show(String path, Tensor value, float factor) {
    Tensor own = room(value);
    held.put(path, own);
    Kernels kernels = value.device().kernels();
    kernels.elementwise().copy(value, own);
    kernels.normalization().blend(own, sum(path), 1, factor, value);
  }

  private void giveBack() {
    held.forEach((path, own) -> {
      Tensor value = Objects.requireNonNull(parameters.get(path)).value();
      value.device().kernels().elementwise().copy(own, value);
      own.close();
    });
    held.clear();
    swapped = false;
  }

  /** A time in which the model has the averages. */
  @FunctionalInterface
  public interface Swap extends AutoCloseable {
    @Override
    void close();
  }

  private void requireNotSwapped() {
    if (swapped) {
      throw new IllegalStateException("the model has the averages just now: close the swap first");
    }
  }

  private Tensor sum(String path) {
    return Objects.requireNonNull(sums.get(path));
  }

  /**
   * The sums by the parameters' paths. They and the {@link #total} are the whole state; writing
   * into them restores it.
   */
  public Map<String, Tensor> sums() {
    return Collections.unmodifiableMap(sums);
  }

  /** By what the sums are divided, a scalar: {@code 1 - decay^steps}. */
  public Tensor total() {
    return total;
  }

  /** Gives the memory back; the model has what it has now. */
  @Override
  public void close() {
    sums.values().forEach(Tensor::close);
    held.values().forEach(Tensor::close);
    total.close();
    one.close();
  }
}
