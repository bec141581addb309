package dev.conv4j.train;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.WeightAverage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The weights that a training results in, which need not be those that it goes on with: those of
 * the best epoch if it is kept, else the averages if there are some, else the model's own.
 */
final class ResultWeights {
  private final Map<String, Parameter> parameters;
  private final @Nullable WeightAverage average;
  private Map<String, float[]> best = Map.of();

  /** A time in which the model has the weights of the result. */
  interface Shown extends AutoCloseable {
    @Override
    void close();
  }

  ResultWeights(Model model, @Nullable WeightAverage average) {
    this.parameters = model.parameters();
    this.average = average;
  }

  /**
   * Gives the model the averages, or leaves it its own weights, until what is returned is closed.
   */
  Shown showLatest() {
    return average == null ? () -> {} : average.swap()::close;
  }

  /** Gives the model the weights of the result until what is returned is closed. */
  Shown show() {
    if (best.isEmpty()) {
      return showLatest();
    }
    Map<String, float[]> own = copy();
    write(best);
    return () -> write(own);
  }

  /** Remembers the weights that the model has now as the best. */
  void keepBest() {
    best = copy();
  }

  /** The best weights by their paths; none if none are kept. */
  Map<String, float[]> best() {
    return best;
  }

  /** Puts back what {@link #best} gave; an empty map if none are to be kept so far. */
  void restoreBest(Map<String, float[]> weights) {
    best = weights;
  }

  private Map<String, float[]> copy() {
    Map<String, float[]> values = new LinkedHashMap<>();
    parameters.forEach((path, parameter) -> values.put(path, parameter.value().toArray()));
    return values;
  }

  private void write(Map<String, float[]> values) {
    parameters.forEach(
        (path, parameter) -> parameter.value().write(Objects.requireNonNull(values.get(path))));
  }
}
