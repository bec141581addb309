package dev.conv4j.train;

import dev.conv4j.data.Dataset;
import dev.conv4j.data.Subset;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Schedule;
import dev.conv4j.train.LearningRates.Tried;
import dev.conv4j.train.TrainingEvent.StepDone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which learning rate suits a model and its data: trains for some 200 steps with a rate
 * that grows from next to nothing until the loss runs away, and looks where it fell (Smith 2017,
 * section 3.3, arXiv:1506.01186). The model has the weights that it had when this is over.
 *
 * <p>Thread safety: one thread at a time.
 */
public final class LearningRateFinder {
  private static final double FIRST = 1e-6;
  private static final double LAST = 10;
  private static final int STEPS = 200;

  /** The loss has run away when it is so many times the lowest. */
  private static final double RUNAWAY = 4;

  /** How much of the running mean of the loss stays from step to step. */
  private static final double STAYS = 0.9;

  private final Model model;
  private final TrainingOptions options;

  /**
   * A finder for such a training.
   *
   * @param options whose learning rate and schedule do not matter
   */
  public LearningRateFinder(Model model, TrainingOptions options) {
    this.model = model;
    this.options = options;
  }

  /**
   * Tries rates on some of these images.
   *
   * @param images to train with; images to test with have no business here
   */
  public LearningRates find(Dataset images) {
    int perStep = Math.multiplyExact(options.batchSize(), options.update().accumulation());
    Dataset some = Subset.random(images, Math.multiplyExact((long) perStep, STEPS), options.seed());
    int stepsOfEpoch = Math.ceilDiv(some.size(), perStep);
    double base = options.optimizer().learningRate();
    TrainingOptions sweeping =
        new TrainingOptions(
            Math.ceilDiv(STEPS, stepsOfEpoch),
            options.batchSize(),
            options
                .update()
                .schedule(new Schedule.Sweep(FIRST / base, LAST / base))
                .averageDecay(0),
            options.loss(),
            Selection.NONE,
            options.seed(),
            options.augmentation());
    Map<String, float[]> before = new LinkedHashMap<>();
    model.parameters().forEach((path, parameter) -> before.put(path, parameter.value().toArray()));
    Watcher watcher = new Watcher();
    try (Trainer trainer = new Trainer(model, sweeping, watcher)) {
      watcher.trainer = trainer;
      trainer.train(some);
    } catch (DivergedException e) {
      // So it ends, if the rates do not run out before.
    } finally {
      model
          .parameters()
          .forEach((path, parameter) ->
              parameter.value().write(Objects.requireNonNull(before.get(path))));
    }
    return LearningRates.of(watcher.tried);
  }

  /** Notes rates and losses, and stops when the loss has run away. */
  private static final class Watcher implements TrainingListener {
    private final List<Tried> tried = new ArrayList<>();
    private @Nullable Trainer trainer;
    private double mean;
    private double weight;
    private double lowest = Double.POSITIVE_INFINITY;

    @Override
    public void on(TrainingEvent event) {
      if (event instanceof StepDone step) {
        tried.add(new Tried(step.learningRate(), step.loss()));
        mean = STAYS * mean + (1 - STAYS) * step.loss();
        weight = STAYS * weight + 1 - STAYS;
        lowest = Math.min(lowest, mean / weight);
        if (mean / weight > RUNAWAY * lowest && trainer != null) {
          trainer.stop();
        }
      }
    }
  }
}
