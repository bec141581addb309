package dev.conv4j.train;

import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.autograd.Trace;
import dev.conv4j.data.Batch;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Updates that run operation by operation on the model's device and wait for each loss, so that
 * weights only change if it is finite.
 */
final class PlainUpdates implements Updates {
  private final Model model;
  private final TrainingOptions options;
  private final Descent descent;
  private final Consumer<Outcome> outcomes;
  private final Device device;
  private final GoodWeights good;
  private final Tensor correct;
  private final Targets targets;

  /** The last batch since the weights were looked at. */
  private @Nullable Turn latest;

  /**
   * @param descent of the same model; stays the caller's
   */
  PlainUpdates(Model model, TrainingOptions options, Descent descent, Consumer<Outcome> outcomes) {
    this(model, options, descent, new GoodWeights(model, descent), outcomes);
  }

  /** The same, with good weights that others look after too. */
  PlainUpdates(
      Model model,
      TrainingOptions options,
      Descent descent,
      GoodWeights good,
      Consumer<Outcome> outcomes) {
    this.model = model;
    this.options = options;
    this.descent = descent;
    this.outcomes = outcomes;
    this.device = model.device();
    this.good = good;
    this.correct = Tensor.zeros(device, Shape.SCALAR);
    this.targets = new Targets(model, options.loss());
  }

  @Override
  public void step(Batch batch, Turn turn) {
    latest = turn;
    Randomness randomness = new Randomness(options.seed(), turn.before());
    try (Pass pass = Pass.training(device, randomness)) {
      Tensor logits = model.forward(batch.images(), pass);
      Tensor mean = options.loss().of(logits, targets.of(batch), pass);
      device.kernels().loss().countCorrect(logits, batch.labels(), correct);
      double value = mean.item();
      if (!Double.isFinite(value)) {
        throw DivergedException.ofLoss(
            turn.epoch(), turn.batch(), value, firstNotFinite(pass.trace()), good.restore());
      }
      good.sawFiniteLoss(turn);
      descent.collect(pass, mean, turn);
      pass.commit();
      if (turn.last()) {
        descent.prepare(turn.moment());
        descent.apply(null);
      }
      outcomes.accept(new Outcome(batch.size(), value, Math.round(correct.item())));
    }
  }

  /** The operation of a pass whose output was the first with a value that is not finite. */
  static String firstNotFinite(Trace trace) {
    for (Trace.Step step : trace.steps()) {
      for (float value : step.output().toArray()) {
        if (!Float.isFinite(value)) {
          return step.describe();
        }
      }
    }
    return "the loss";
  }

  /** The last step before weights are used or stored has no loss after it that would tell. */
  @Override
  public void flush() {
    if (latest != null) {
      good.requireFinite(latest);
      latest = null;
    }
  }

  @Override
  public void close() {
    correct.close();
    targets.close();
  }
}
