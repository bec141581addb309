package dev.conv4j.autograd;

import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Kernels;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** What the running statistics of a model are to become once a pass is committed. */
final class PendingStatistics {
  private final IdentityHashMap<Parameter, Tensor> next = new IdentityHashMap<>();

  /** The value proposed last, or the parameter's own if there was none. */
  Tensor value(Parameter statistic) {
    Tensor proposed = next.get(statistic);
    return proposed == null ? statistic.value() : proposed;
  }

  void propose(Parameter statistic, Tensor value) {
    next.put(statistic, value);
  }

  void commit(Kernels kernels, @Nullable Tensor guard) {
    next.forEach((statistic, value) -> {
      if (guard == null) {
        kernels.elementwise().copy(value, statistic.value());
      } else {
        kernels.steps().replace(value, guard, statistic.value());
      }
    });
    next.clear();
  }
}
