package dev.conv4j.train;

import dev.conv4j.autograd.Parameter;
import dev.conv4j.nn.Model;
import java.util.Collection;

/** A copy of weights that gave a finite loss, to go back to should the training diverge. */
final class GoodWeights {
  /** Steps between copies: seldom enough to cost nothing, often enough to lose little. */
  private static final int EVERY = 50;

  private final Collection<Parameter> parameters;
  private final float[][] values;
  private int batch;

  GoodWeights(Model model) {
    parameters = model.parameters().values();
    values =
        parameters.stream()
            .map(parameter -> new float[Math.toIntExact(parameter.shape().count())])
            .toArray(float[][]::new);
    keep(0);
  }

  /** Told before the weights of a step with a finite loss are changed. */
  void sawFiniteLoss(int batchesDone) {
    if (batchesDone % EVERY == 0) {
      keep(batchesDone);
    }
  }

  private void keep(int batchesDone) {
    int i = 0;
    for (Parameter parameter : parameters) {
      parameter.value().read(values[i++]);
    }
    batch = batchesDone;
  }

  /** Puts the copy back; returns after which step of its epoch it was taken. */
  int restore() {
    int i = 0;
    for (Parameter parameter : parameters) {
      parameter.value().write(values[i++]);
    }
    return batch;
  }
}
