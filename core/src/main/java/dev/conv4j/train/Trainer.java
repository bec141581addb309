package dev.conv4j.train;

import dev.conv4j.DataException;
import dev.conv4j.data.BatchLoader;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingEvent.EpochStarted;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.TrainingEvent.Stopped;
import dev.conv4j.train.Updates.Outcome;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop: epochs of batches, each of which changes the weights; events, progress and
 * checkpoints.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, TrainingOptions.lecture().epochs(3), System.out::println);
 * List<EpochMetrics> history = trainer.train(images);
 * }</pre>
 *
 * <p>Thread safety: {@link #stop} may be called from any thread, everything else from one.
 */
public final class Trainer implements AutoCloseable {
  private final Model model;
  private final TrainingOptions options;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private final Device device;
  private final Descent descent;
  private final Deque<Outcome> outcomes = new ArrayDeque<>();
  private Progress progress = new Progress();

  /**
   * Batches of the epoch that the updates were given; what came of the last may not be known yet.
   */
  private int given;

  private volatile boolean stopping;

  /** A trainer of a model that has weights, on the device where they are. */
  public Trainer(Model model, TrainingOptions options, TrainingListener... listeners) {
    this.model = model;
    this.options = options;
    this.listeners.addAll(List.of(listeners));
    this.device = model.device();
    this.descent = new Descent(model, options.update());
  }

  /** Tells one more listener from now on, after those before. */
  public void addListener(TrainingListener listener) {
    listeners.add(listener);
  }

  private void tell(TrainingEvent event) {
    listeners.forEach(listener -> listener.on(event));
  }

  /** Asks the training to stop after the update it is at. */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Writes everything that is needed to go on exactly from here, whole or not at all. May be called
   * by the listener at the end of an epoch or when the training stopped, or when {@link
   * #train(Dataset)} has returned.
   *
   * @param notes what else to remember; {@link Checkpoint#notes} gives it back
   * @throws dev.conv4j.Conv4jException if the file cannot be written
   * @throws IllegalStateException if an update is half made
   */
  public void save(Path file, Map<String, String> notes) {
    if (given != progress.batch || given % options.update().accumulation() != 0) {
      throw new IllegalStateException("an update is half made: save at the end of an epoch");
    }
    Checkpoint.save(file, model, descent.state(), progress, options, notes);
  }

  /**
   * Goes on where the checkpoint was made; this trainer's model must be {@link Checkpoint#model}.
   *
   * @throws dev.conv4j.FormatException if it was made with other options (a larger number of epochs
   *     is fine)
   */
  public void resume(Checkpoint checkpoint) {
    progress = checkpoint.restore(options, descent.state());
    given = progress.batch;
    descent.stateRestored();
  }

  /** How each epoch that is done went. */
  public List<EpochMetrics> history() {
    return List.copyOf(progress.history);
  }

  /** Trains without holding images out; see {@link #train(Dataset, Optional)}. */
  public List<EpochMetrics> train(Dataset images) {
    return train(images, Optional.empty());
  }

  /**
   * Trains the model, from where this trainer is to the last epoch, or until it is stopped.
   *
   * @param heldOut images to evaluate with after each epoch
   * @return how each finished epoch went
   * @throws dev.conv4j.DataException if the images are not those of the model
   * @throws DivergedException if the loss becomes infinite or not a number
   */
  public List<EpochMetrics> train(Dataset images, Optional<Dataset> heldOut) {
    Evaluator.requireFitting(model, images);
    heldOut.ifPresent(data -> Evaluator.requireFitting(model, data));
    requireSameData(images);
    try (BatchLoader loader =
            new BatchLoader(
                images,
                model.normalization(),
                options.batchSize(),
                options.augmentation(),
                device);
        Updates updates = updates()) {
      requireFitting(loader);
      while (progress.epoch < options.epochs() && !stopping) {
        trainEpoch(loader, updates, images.size());
        if (progress.batch == loader.batches()) {
          endEpoch(heldOut);
        }
      }
    }
    if (stopping) {
      tell(new Stopped(progress.epoch + 1, progress.batch));
    }
    return history();
  }

  /** A training that goes on must do so with the images that it began with. */
  private void requireSameData(Dataset images) {
    if (progress.dataSha256 == null) {
      progress.dataSha256 = images.sha256();
    } else if (!progress.dataSha256.equals(images.sha256())) {
      throw new DataException(
          "data",
          "the images that the training began with, SHA-256 " + progress.dataSha256,
          images.sha256(),
          "Go on with the same data and the same share held out, or begin a new run");
    }
  }

  /** What a checkpoint says of the images may be wrong even if they are those it began with. */
  private void requireFitting(BatchLoader loader) {
    if (progress.batch > loader.batches()) {
      throw new DataException(
          "checkpoint",
          "at most %d batches of an epoch to be done".formatted(loader.batches()),
          Integer.toString(progress.batch),
          "The file is damaged: begin a new run");
    }
  }

  private Updates updates() {
    return new PlainUpdates(model, options.loss(), descent, outcomes::add);
  }

  private void trainEpoch(BatchLoader loader, Updates updates, int images) {
    EpochPlan plan =
        new EpochPlan(
            progress.epoch,
            options.epochs(),
            images,
            options.batchSize(),
            options.update().accumulation(),
            progress.losses());
    tell(
        new EpochStarted(
            plan.epoch() + 1, plan.epochs(), progress.batch, plan.batches(), plan.images()));
    try (BatchLoader.Epoch batches =
        loader.shuffled(options.seed(), progress.epoch, progress.batch)) {
      while (batches.hasNext() && !(stopping && plan.isWhole(given))) {
        work(plan, () -> updates.step(batches.next(), plan.turn(given++)));
      }
    }
    work(plan, updates::flush);
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
      progress.add(outcome.images(), outcome.loss(), outcome.correct(), plan.batches());
      tell(
          new StepDone(
              plan.epoch() + 1,
              progress.batch,
              plan.batches(),
              outcome.images(),
              outcome.loss(),
              progress.meanLoss(),
              progress.accuracy()));
    }
  }

  private void endEpoch(Optional<Dataset> heldOut) {
    Optional<Evaluation> evaluation = heldOut.map(data -> new Evaluator(model).evaluate(data));
    EpochMetrics metrics =
        new EpochMetrics(
            progress.epoch + 1,
            progress.meanLoss(),
            progress.accuracy(),
            evaluation.map(Evaluation::loss).orElse(null),
            evaluation.map(Evaluation::accuracy).orElse(null),
            progress.seconds,
            progress.images,
            progress.curve);
    progress.endEpoch(metrics);
    given = 0;
    tell(new EpochEnded(metrics));
  }

  /** Gives back the memory of gradients and optimizer; the model stays. */
  @Override
  public void close() {
    descent.close();
  }
}
