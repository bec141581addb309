package dev.conv4j.train;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of weights that gave a finite loss, and of what the descent remembered then, to go back to
 * should the training diverge.
 */
final class GoodWeights {
  /** Steps between copies: seldom enough to cost nothing, often enough to lose little. */
  private static final int EVERY = 50;

  private final Map<String, Parameter> parameters;
  private final Descent descent;
  private final List<float[]> copy;

  /** Room to look at a tensor, by its number of elements. */
  private final Map<Integer, float[]> looks = new HashMap<>();

  private int epoch;
  private int step;

  /** There is none yet, wherever in an epoch the training begins. */
  private boolean copyDue = true;

  /** Room for a copy; there is none yet. */
  GoodWeights(Model model, Descent descent) {
    parameters = model.parameters();
    this.descent = descent;
    copy = tensors().map(tensor -> new float[tensor.shape().intCount()]).toList();
  }

  private Stream<Tensor> tensors() {
    return Stream.concat(
        parameters.values().stream().map(Parameter::value), descent.state().values().stream());
  }

  /** Whether a copy is due before this batch, if its loss is finite: now and then it is. */
  boolean isDue(Turn turn) {
    copyDue |= (turn.batch() - 1) % EVERY == 0;
    return copyDue && turn.first();
  }

  /**
   * Told of a batch with a finite loss before it changes the weights; copies them now and then,
   * where an update begins.
   */
  void sawFiniteLoss(Turn turn) {
    if (!isDue(turn)) {
      return;
    }
    copyDue = false;
    // A weight can be infinite and the loss not: a ReLU may hide it.
    if (firstNotFinite() == null) {
      int i = 0;
      for (Tensor tensor : tensors().toList()) {
        tensor.read(copy.get(i++));
      }
      epoch = turn.epoch();
      step = turn.batch();
    }
  }

  /**
   * Checks the weights after the last batch before they are used or stored.
   *
   * @throws DivergedException if one is not finite; the copy is back in place
   */
  void requireFinite(Turn latest) {
    String bad = firstNotFinite();
    if (bad != null) {
      throw DivergedException.ofWeights(latest.epoch(), latest.batch(), bad, restore());
    }
  }

  /**
   * The path of the first parameter with a value that is not finite, or null if all are. What the
   * optimizer remembers need not be looked at: it enters the weights in the same step.
   */
  private @Nullable String firstNotFinite() {
    for (Map.Entry<String, Parameter> parameter : parameters.entrySet()) {
      Tensor tensor = parameter.getValue().value();
      float[] values = looks.computeIfAbsent(tensor.shape().intCount(), float[]::new);
      tensor.read(values);
      for (float value : values) {
        if (!Float.isFinite(value)) {
          return parameter.getKey();
        }
      }
    }
    return null;
  }

  /**
   * Which weights the model has after a divergence.
   *
   * @param good whether they are good ones again
   * @param words the same, for people
   */
  record Restored(boolean good, String words) {}

  /** Puts the copy back if there is one. */
  Restored restore() {
    if (epoch == 0) {
      return new Restored(false, "No earlier weights gave a finite loss: draw or load others");
    }
    int i = 0;
    for (Tensor tensor : tensors().toList()) {
      tensor.write(copy.get(i++));
    }
    descent.stateRestored();
    return new Restored(
        true,
        "The model has its weights from before epoch %d, step %d again; try a lower learning rate"
            .formatted(epoch, step));
  }
}
