package dev.conv4j.train;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Model;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A copy of weights that gave a finite loss, to go back to should the training diverge. */
final class GoodWeights {
  /** Steps between copies: seldom enough to cost nothing, often enough to lose little. */
  private static final int EVERY = 50;

  private final Map<String, Parameter> parameters;
  private float[][] copy;
  private float[][] candidate;
  private int epoch;
  private int step;

  /** Room for a copy; there is none yet. */
  GoodWeights(Model model) {
    parameters = model.parameters();
    copy = room();
    candidate = room();
  }

  private float[][] room() {
    return parameters.values().stream()
        .map(parameter -> new float[parameter.shape().intCount()])
        .toArray(float[][]::new);
  }

  /**
   * Told of a step with a finite loss before it changes the weights.
   *
   * @param ofEpoch from 1
   * @param ofStep from 1
   */
  void sawFiniteLoss(int ofEpoch, int ofStep) {
    // A weight can be infinite and the loss not: a ReLU may hide it.
    if ((ofStep - 1) % EVERY == 0 && firstNotFinite() == null) {
      float[][] older = copy;
      copy = candidate;
      candidate = older;
      epoch = ofEpoch;
      step = ofStep;
    }
  }

  /** The path of the first parameter with a value that is not finite, or null if all are. */
  @Nullable String firstNotFinite() {
    int i = 0;
    for (Map.Entry<String, Parameter> parameter : parameters.entrySet()) {
      float[] values = candidate[i++];
      parameter.getValue().value().read(values);
      for (float value : values) {
        if (!Float.isFinite(value)) {
          return parameter.getKey();
        }
      }
    }
    return null;
  }

  /** Puts the copy back if there is one; says for people which weights the model has now. */
  String restore() {
    if (epoch == 0) {
      return "No earlier weights gave a finite loss: draw or load others";
    }
    int i = 0;
    for (Parameter parameter : parameters.values()) {
      parameter.value().write(copy[i++]);
    }
    return "The model has its weights from before epoch %d, step %d again; try a lower learning rate"
        .formatted(epoch, step);
  }
}
