package dev.conv4j.train;

import dev.conv4j.DataException;
import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
import dev.conv4j.autograd.Randomness;
import dev.conv4j.autograd.Trace;
import dev.conv4j.data.Batch;
import dev.conv4j.data.BatchLoader;
import dev.conv4j.data.Dataset;
import dev.conv4j.nn.Model;
import dev.conv4j.optim.Optimizer;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.train.TrainingEvent.EpochEnded;
import dev.conv4j.train.TrainingEvent.EpochStarted;
import dev.conv4j.train.TrainingEvent.StepDone;
import dev.conv4j.train.TrainingEvent.Stopped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop: for each batch forward, loss, back, and a step of the optimizer.
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
  private final Optimizer optimizer;
  private final Gradients gradients;
  private final Tensor correct;
  private Progress progress = new Progress();
  private volatile boolean stopping;

  /** A trainer of a model that has weights, on the device where they are. */
  public Trainer(Model model, TrainingOptions options, TrainingListener... listeners) {
    this.model = model;
    this.options = options;
    this.listeners.addAll(List.of(listeners));
    this.device = model.device();
    this.optimizer = options.optimizer().create(model.parameters());
    this.gradients = new Gradients(device);
    this.correct = Tensor.zeros(device, Shape.SCALAR);
  }

  /** Tells one more listener from now on, after those before. */
  public void addListener(TrainingListener listener) {
    listeners.add(listener);
  }

  private void tell(TrainingEvent event) {
    listeners.forEach(listener -> listener.on(event));
  }

  /** Asks the training to stop after the step it is at. */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopping() {
    return stopping;
  }

  /**
   * Writes everything that is needed to go on exactly from here, whole or not at all. May be called
   * by the listener, or when {@link #train(Dataset)} has returned.
   *
   * @param notes what else to remember; {@link Checkpoint#notes} gives it back
   * @throws dev.conv4j.Conv4jException if the file cannot be written
   */
  public void save(Path file, Map<String, String> notes) {
    Checkpoint.save(file, model, optimizer.state(), progress, options, notes);
  }

  /**
   * Goes on where the checkpoint was made; this trainer's model must be {@link Checkpoint#model}.
   *
   * @throws dev.conv4j.FormatException if it was made with other options (a larger number of epochs
   *     is fine)
   */
  public void resume(Checkpoint checkpoint) {
    progress = checkpoint.restore(options, optimizer.state());
    optimizer.stateRestored();
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
        new BatchLoader(images, model.normalization(), options.batchSize(), device)) {
      requireFitting(loader);
      GoodWeights good = new GoodWeights(model, optimizer);
      while (progress.epoch < options.epochs() && !stopping) {
        trainEpoch(loader, images.size(), good);
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

  private void trainEpoch(BatchLoader loader, int images, GoodWeights good) {
    int epoch = progress.epoch + 1;
    int batches = loader.batches();
    tell(new EpochStarted(epoch, options.epochs(), progress.batch, batches, images));
    try (BatchLoader.Epoch batchesOfEpoch =
        loader.shuffled(options.seed(), progress.epoch, progress.batch)) {
      while (batchesOfEpoch.hasNext() && !stopping) {
        long start = System.nanoTime();
        Batch batch = batchesOfEpoch.next();
        double loss = step(batch, good);
        progress.add(batch.size(), loss, Math.round(correct.item()), batches);
        progress.seconds += (System.nanoTime() - start) / 1e9;
        tell(
            new StepDone(
                epoch,
                progress.batch,
                batches,
                batch.size(),
                loss,
                progress.meanLoss(),
                progress.accuracy()));
      }
    }
    requireFiniteWeights(good);
  }

  /** The last step before weights are used or stored has no loss after it that would tell. */
  private void requireFiniteWeights(GoodWeights good) {
    String bad = good.firstNotFinite();
    if (bad != null) {
      throw DivergedException.ofWeights(progress.epoch + 1, progress.batch, bad, good.restore());
    }
  }

  /** One step; returns the loss before it. */
  private double step(Batch batch, GoodWeights good) {
    Randomness randomness = new Randomness(options.seed(), progress.step());
    try (Pass pass = Pass.training(device, randomness)) {
      Tensor logits = model.forward(batch.images(), pass);
      Tensor loss = options.loss().of(logits, batch.labels(), pass);
      device.kernels().loss().countCorrect(logits, batch.labels(), correct);
      double value = loss.item();
      if (!Double.isFinite(value)) {
        throw DivergedException.ofLoss(
            progress.epoch + 1,
            progress.batch + 1,
            value,
            firstNotFinite(pass.trace()),
            good.restore());
      }
      good.sawFiniteLoss(progress.epoch + 1, progress.batch + 1);
      gradients.clear();
      pass.backward(loss, gradients);
      optimizer.step(gradients);
      pass.commit();
      return value;
    }
  }

  private static String firstNotFinite(Trace trace) {
    for (Trace.Step step : trace.steps()) {
      for (float value : step.output().toArray()) {
        if (!Float.isFinite(value)) {
          return step.describe();
        }
      }
    }
    return "the loss";
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
    tell(new EpochEnded(metrics));
  }

  /** Gives back the memory of gradients and optimizer; the model stays. */
  @Override
  public void close() {
    optimizer.close();
    gradients.close();
    correct.close();
  }
}
