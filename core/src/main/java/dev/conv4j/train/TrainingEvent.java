package dev.conv4j.train;

/** What happens in a training, told to whoever listens, on the training's thread. */
public sealed interface TrainingEvent {

  /**
   * An epoch begins, perhaps in its middle.
   *
   * @param epoch from 1
   * @param firstBatch how many of its batches were done before, in a run that goes on
   * @param images the training images in an epoch
   */
  record EpochStarted(int epoch, int epochs, int firstBatch, int batches, int images)
      implements TrainingEvent {

    /** Whether the training begins with it. */
    public boolean isBeginning() {
      return epoch == 1 && firstBatch == 0;
    }
  }

  /**
   * A step was done: one batch forward and back, and the weights changed. Where a device records
   * steps this is told some steps later, in their order: the weights may have gone on since.
   *
   * @param batch from 1
   * @param loss of this batch
   * @param meanLoss of the epoch so far
   * @param accuracy of the epoch so far, 0 to 1
   * @param learningRate of its update
   */
  record StepDone(
      int epoch,
      int batch,
      int batches,
      int size,
      double loss,
      double meanLoss,
      double accuracy,
      double learningRate)
      implements TrainingEvent {}

  /** An epoch is over. */
  record EpochEnded(EpochMetrics metrics) implements TrainingEvent {}

  /**
   * The training ends although epochs are left: none of the last ones was better.
   *
   * @param epoch the last
   * @param best the best
   */
  record EndedEarly(int epoch, int best) implements TrainingEvent {}

  /**
   * In the midst of an epoch: it is time to save, as {@link Trainer#saveEvery} asked for.
   *
   * @param batch so many batches of the epoch are done
   */
  record SaveDue(int epoch, int batch) implements TrainingEvent {}

  /** The training was asked to stop and did so after a step. */
  record Stopped(int epoch, int batch) implements TrainingEvent {}
}
