package dev.conv4j.train;

import dev.conv4j.data.Batch;
import dev.conv4j.data.BatchLoader;
import dev.conv4j.train.TrainingEvent.EpochStarted;
import dev.conv4j.train.TrainingEvent.SaveDue;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.Updates.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Gives the batches of an epoch to the updates, tells what came of them, and stops between two
 * updates.
 */
final class EpochLoop {
  private final TrainingOptions options;
  private final Progress progress;
  private final TrainingListener listener;
  private final BooleanSupplier stopping;
  private final SaveClock clock;
  private final Deque<Outcome> outcomes = new ArrayDeque<>();

  /** Batches that the updates were given and that nothing was heard of yet. */
  private int untold;

  private boolean half;

  EpochLoop(
      TrainingOptions options,
      Progress progress,
      TrainingListener listener,
      BooleanSupplier stopping,
      SaveClock clock) {
    this.options = options;
    this.progress = progress;
    this.listener = listener;
    this.stopping = stopping;
    this.clock = clock;
  }

  /** Takes in what came of a batch, to be told when the updates have returned. */
  void hear(Outcome outcome) {
    outcomes.add(outcome);
  }

  /**
   * Trains from where the epoch is to its end, or until it is to stop.
   *
   * @param images in the epoch
   * @throws DivergedException see {@link Updates}
   */
  void run(BatchLoader loader, Updates updates, int images) {
    EpochPlan plan =
        new EpochPlan(
            progress.epoch,
            options.epochs(),
            images,
            options.batchSize(),
            options.update().accumulation(),
            progress.losses());
    int given = progress.batch;
    listener.on(
        new EpochStarted(plan.epoch() + 1, plan.epochs(), given, plan.batches(), plan.images()));
    try (BatchLoader.Epoch batches = loader.shuffled(options.seed(), plan.epoch(), given)) {
      while (batches.hasNext() && (half || !stopping.getAsBoolean())) {
        Turn turn = plan.turn(given++);
        work(plan, () -> step(batches, updates, turn));
        if (batches.hasNext() && !half && clock.isDue()) {
          work(plan, updates::flush);
          listener.on(new SaveDue(turn.epoch(), turn.batch()));
          clock.restart();
        }
      }
    }
    work(plan, updates::flush);
  }

  private void step(BatchLoader.Epoch batches, Updates updates, Turn turn) {
    StepTiming timing = StepTiming.begin();
    Batch batch = batches.next();
    if (timing != null) {
      timing.hasBatch();
    }
    untold++;
    half = true;
    updates.step(batch, turn);
    half = !turn.last();
    if (timing != null) {
      double loss = outcomes.isEmpty() ? Double.NaN : outcomes.getLast().loss();
      timing.end(turn, batch.size(), loss, options.update().learningRate(turn.moment()));
    }
  }

  /** Whether no update is half made, and everything was told of those that are done. */
  boolean isBetweenUpdates() {
    return untold == 0 && !half;
  }

  /** Does something that counts as training, and tells what came of it. */
  private void work(EpochPlan plan, Runnable something) {
    long start = System.nanoTime();
    try {
      something.run();
      progress.seconds += (System.nanoTime() - start) / 1e9;
      tellOutcomes(plan);
    } catch (DivergedException e) {
      tellOutcomes(plan);
      throw e;
    }
  }

  private void tellOutcomes(EpochPlan plan) {
    while (!outcomes.isEmpty()) {
      Outcome outcome = outcomes.remove();
      untold--;
      double rate = options.update().learningRate(plan.turn(progress.batch).moment());
      progress.add(outcome, rate, plan.batches());
      listener.on(
          new StepDone(
              plan.epoch() + 1,
              progress.batch,
              plan.batches(),
              outcome.images(),
              outcome.loss(),
              progress.meanLoss(),
              progress.accuracy(),
              rate));
    }
  }
}
