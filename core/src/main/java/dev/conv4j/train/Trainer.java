package dev.conv4j.train;

import dev.conv4j.autograd.Gradients;
import dev.conv4j.autograd.Pass;
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
import java.util.List;
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
  private final TrainingListener listener;
  private final Device device;
  private final Optimizer optimizer;
  private final Gradients gradients;
  private final Tensor correct;
  private final Progress progress = new Progress();
  private volatile boolean stopping;

  /**
   * A trainer that nobody listens to; see {@link #Trainer(Model, TrainingOptions,
   * TrainingListener)}.
   */
  public Trainer(Model model, TrainingOptions options) {
    this(model, options, event -> {});
  }

  /** A trainer of a model that has weights, on the device where they are. */
  public Trainer(Model model, TrainingOptions options, TrainingListener listener) {
    this.model = model;
    this.options = options;
    this.listener = listener;
    this.device = model.device();
    this.optimizer = options.optimizer().create(model.parameters());
    this.gradients = new Gradients(device);
    this.correct = Tensor.zeros(device, Shape.SCALAR);
  }

  /** Asks the training to stop after the step it is at. */
  public void stop() {
    stopping = true;
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopping() {
    return stopping;
  }

  /** What applies the gradients. */
  Optimizer optimizer() {
    return optimizer;
  }

  /** How far the training has come. */
  Progress progress() {
    return progress;
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
    try (BatchLoader loader =
        new BatchLoader(images, model.normalization(), options.batchSize(), device)) {
      while (progress.epoch < options.epochs() && !stopping) {
        trainEpoch(loader, images.size());
        if (progress.batch == loader.batches()) {
          endEpoch(heldOut);
        }
      }
    }
    if (stopping) {
      listener.on(new Stopped(progress.epoch + 1, progress.batch));
    }
    return List.copyOf(progress.history);
  }

  private void trainEpoch(BatchLoader loader, int images) {
    int epoch = progress.epoch + 1;
    int batches = loader.batches();
    listener.on(new EpochStarted(epoch, options.epochs(), progress.batch, batches, images));
    GoodWeights good = new GoodWeights(model);
    try (BatchLoader.Epoch batchesOfEpoch =
        loader.shuffled(options.seed(), progress.epoch, progress.batch)) {
      while (batchesOfEpoch.hasNext() && !stopping) {
        long start = System.nanoTime();
        Batch batch = batchesOfEpoch.next();
        double loss = step(batch, good);
        progress.add(batch.size(), loss, Math.round(correct.item()), batches);
        progress.seconds += (System.nanoTime() - start) / 1e9;
        listener.on(
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
  }

  /** One step; returns the loss before it. */
  private double step(Batch batch, GoodWeights good) {
    try (Pass pass = Pass.training(device)) {
      Tensor logits = model.forward(batch.images(), pass);
      Tensor loss = options.loss().of(logits, batch.labels(), pass);
      device.kernels().loss().countCorrect(logits, batch.labels(), correct);
      double value = loss.item();
      if (!Double.isFinite(value)) {
        throw new DivergedException(
            progress.epoch + 1,
            progress.batch + 1,
            value,
            firstNotFinite(pass.trace()),
            good.restore());
      }
      good.sawFiniteLoss(progress.batch);
      gradients.clear();
      pass.backward(loss, gradients);
      optimizer.step(gradients);
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
    listener.on(new EpochEnded(metrics));
  }

  /** Gives back the memory of gradients and optimizer; the model stays. */
  @Override
  public void close() {
    optimizer.close();
    gradients.close();
    correct.close();
  }
}
