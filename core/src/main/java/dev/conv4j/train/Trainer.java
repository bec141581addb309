package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.Problem;
import dev.conv4j.data.BatchLoader;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.spi.StepRecorder;
import dev.conv4j.train.TrainingEvent.EndedEarly;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingEvent.Stopped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A training: epochs of batches, each of which changes the weights; events, progress and
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
  private final List<Device> others;
  private final Descent descent;
  private final ResultWeights results;
  private Progress progress = new Progress();
  private SaveClock clock = SaveClock.never();
  private @Nullable EpochLoop loop;

  /** Open once the training is over, and the model has the weights that it resulted in. */
  private ResultWeights.@Nullable Shown shown;

  private String manner = "";
  private volatile boolean stopping;
  private boolean stopped;

  /**
   * A trainer of a model that has weights, on the device where they are.
   *
   * @throws Conv4jException if a pattern in the options fits no parameter, or nothing is left to
   *     train
   */
  public Trainer(Model model, TrainingOptions options, TrainingListener... listeners) {
    this(model, List.of(), options, listeners);
  }

  /**
   * A trainer that uses more devices than the model's own. Each gets a copy of the model and a part
   * of every batch; the model's device adds up the gradients and changes the weights. The same
   * devices in the same order give the same bits. Batch normalisation sees the part, not the batch,
   * and keeps what the model's own device saw.
   *
   * @param others stay the caller's
   * @throws Conv4jException as above
   */
  public Trainer(
      Model model, List<Device> others, TrainingOptions options, TrainingListener... listeners) {
    this.model = model;
    this.others = List.copyOf(others);
    this.options = options;
    this.listeners.addAll(List.of(listeners));
    this.device = model.device();
    this.descent = new Descent(model, options.update());
    this.results = new ResultWeights(model, descent.average());
  }

  /** Tells one more listener from now on, after those before. */
  public void addListener(TrainingListener listener) {
    listeners.add(listener);
  }

  private void tell(TrainingEvent event) {
    listeners.forEach(listener -> listener.on(event));
  }

  /**
   * Has the listeners told that it is time to save, whenever so much time has passed.
   *
   * @throws Conv4jException if the training cannot be saved, see {@link #save}
   */
  public void saveEvery(Duration interval) {
    LastingSettings.requireLasting(options);
    clock = SaveClock.every(interval);
  }

  /**
   * Asks the training to stop after the update it is at; or, if none is under way, the next one to
   * stop before it begins. With the end of a training its wish is fulfilled: another {@link
   * #train(Dataset)} goes on.
   */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was called and the training has not ended since. */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Whether the last training was stopped before it was over. One that is asked to stop at its last
   * update, or later, is not.
   */
  public boolean wasStopped() {
    return stopped;
  }

  /**
   * Writes everything that is needed to go on exactly from here, whole or not at all. May be called
   * by the listener when an epoch ended, the training stopped or it is time to save, or when {@link
   * #train(Dataset)} has returned.
   *
   * @param notes what else to remember; {@link Checkpoint#notes} gives it back
   * @throws Conv4jException if the file cannot be written, or the options have a loss, an
   *     augmentation or another part that is a lambda or does not say in its text what it does:
   *     nobody could tell whether the training goes on with the same. Records do
   * @throws IllegalStateException if an update is half made
   */
  public void save(Path file, Map<String, String> notes) {
    save(file, null, notes);
  }

  /** The same, but the file that was there gets the name {@code previous}. */
  void save(Path file, @Nullable Path previous, Map<String, String> notes) {
    if (loop != null && !loop.isBetweenUpdates()) {
      throw new IllegalStateException("an update is half made: save when it is time to");
    }
    LastingSettings.requireLasting(options);
    boolean over = hideResult();
    try {
      Checkpoint.State state = new Checkpoint.State(options, progress, descent, results);
      Checkpoint.save(file, previous, model, state, notes);
    } finally {
      if (over) {
        shown = results.show();
      }
    }
  }

  private boolean hideResult() {
    ResultWeights.Shown open = shown;
    shown = null;
    if (open != null) {
      open.close();
    }
    return open != null;
  }

  /**
   * Goes on where the checkpoint was made, with its weights.
   *
   * @throws dev.conv4j.FormatException if it was made with other options (a larger number of epochs
   *     is fine, and so is another {@link Selection}: best weights in the checkpoint count if they
   *     are still to be kept, and are let go of if not) or of another model
   */
  public void resume(Checkpoint checkpoint) {
    checkpoint.requireFitting(model, options);
    hideResult();
    loop = null;
    progress = checkpoint.restore(model, options, descent, results);
  }

  /**
   * How the last training was done, for people: what of it a device with memory of its own took
   * over; the empty string where nothing.
   */
  public String manner() {
    return manner;
  }

  private static String manner(BatchLoader loader, Updates updates) {
    String images = loader.isResident() ? "images lie on the device" : "";
    String steps = updates.manner();
    return images + (images.isEmpty() || steps.isEmpty() ? "" : "; ") + steps;
  }

  /** How each epoch that is done went. */
  public List<EpochMetrics> history() {
    return List.copyOf(progress.history);
  }

  /**
   * The epoch, from 1, whose weights are kept as the best, if any are. If the options do not ask
   * for it, the epoch after which the images held out were named best, if some are held out.
   */
  public Optional<Integer> bestEpoch() {
    int best = options.selection().keepBest() ? progress.best : Selection.best(progress.history);
    return Optional.of(best).filter(epoch -> epoch > 0);
  }

  /**
   * Does something while the model has the weights that the training results in so far: those of
   * the best epoch if they are kept, else the average if there is one. For listeners that store
   * them; when {@link #train(Dataset)} has returned, the model has them anyway.
   */
  public void withResult(Runnable something) {
    if (shown != null) {
      something.run();
      return;
    }
    try (ResultWeights.Shown _ = results.show()) {
      something.run();
    }
  }

  /**
   * Trains without holding images out; see {@link #train(Dataset, Dataset)}.
   *
   * @throws DataException as there, or if the options need images held out
   */
  public List<EpochMetrics> train(Dataset images) {
    Evaluator.requireFitting(model, images);
    if (options.selection().needsHeldOut()) {
      throw new DataException(
          Problem.of(
              "early stopping and the best weights",
              "no images are held out that could tell",
              "Hold some of the training images out"),
          null);
    }
    return run(images, null);
  }

  /**
   * Trains the model, from where this trainer is to the last epoch, or until it is stopped or
   * images held out say that it is enough. Afterwards the model has the weights that the training
   * results in, see {@link #withResult}.
   *
   * @param heldOut images to evaluate with after each epoch
   * @return how each finished epoch went
   * @throws DataException if the images are not those of the model, or there are none
   * @throws DivergedException if the loss becomes infinite or not a number
   */
  public List<EpochMetrics> train(Dataset images, Dataset heldOut) {
    Evaluator.requireFitting(model, images);
    Evaluator.requireFitting(model, heldOut);
    Evaluator evaluator = new Evaluator(model).besideTraining(options.batchSize());
    try (HeldOutImages evaluated = new HeldOutImages(evaluator, heldOut)) {
      return run(images, evaluated);
    }
  }

  private List<EpochMetrics> run(Dataset images, @Nullable HeldOutImages heldOut) {
    requireSameData(images);
    stopped = false;
    hideResult();
    clock.restart();
    EpochLoop epochs = new EpochLoop(options, progress, this::tell, this::isStopping, clock);
    loop = epochs;
    try (BatchLoader loader =
            new BatchLoader(
                images,
                model.normalization(),
                options.batchSize(),
                options.augmentation(),
                model.labels().size(),
                device);
        Updates updates = updates(loader, epochs)) {
      requireFitting(loader);
      while (!isOver() && !stopping) {
        epochs.run(loader, updates, images.size());
        if (progress.batch == loader.batches()) {
          endEpoch(heldOut);
        }
      }
      manner = manner(loader, updates);
    } finally {
      stopping = false;
    }
    if (!isOver()) {
      stopped = true;
      tell(new Stopped(progress.epoch + 1, progress.batch));
    } else if (progress.epoch < options.epochs()) {
      tell(new EndedEarly(progress.epoch, Selection.best(progress.history)));
    }
    shown = results.show();
    return history();
  }

  private boolean isOver() {
    return progress.epoch >= options.epochs() || options.selection().isOver(progress.history);
  }

  /** By all devices; by a single one recorded, if it gains by it. */
  private Updates updates(BatchLoader loader, EpochLoop epochs) {
    if (!others.isEmpty()) {
      return new ParallelUpdates(model, options, descent, epochs::hear, others);
    }
    Optional<StepRecorder> recorder = device.recorder();
    if (recorder.isEmpty()) {
      return new PlainUpdates(model, options, descent, epochs::hear);
    }
    RecordedUpdates.Again again =
        turn -> loader.single(options.seed(), turn.epoch() - 1, turn.batch() - 1);
    return new RecordedUpdates(model, options, descent, epochs::hear, again, recorder.get());
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

  private void endEpoch(@Nullable HeldOutImages heldOut) {
    try (ResultWeights.Shown _ = results.showLatest()) {
      Evaluation evaluation = heldOut == null ? null : heldOut.evaluate();
      int epoch = progress.endEpoch(evaluation).epoch();
      if (options.selection().keepBest()
          && Selection.isBetter(progress.history, epoch, progress.best)) {
        results.keepBest();
        progress.best = epoch;
      }
    }
    tell(new EpochEnded(progress.history.getLast()));
    clock.restart();
  }

  /** Gives back the memory of gradients and optimizer; the model stays. */
  @Override
  public void close() {
    descent.close();
  }
}
