package dev.conv4j.train;

import dev.conv4j.data.Batch;

/**
 * What one batch after the other does to the weights of a model. What came of each batch is told to
 * the {@code Consumer<Outcome>} that the updates were made with: in the order of the batches, on
 * the thread that calls, at once or some batches later.
 *
 * <p>Thread safety: one thread at a time.
 */
interface Updates extends AutoCloseable {

  /**
   * Takes in a batch: forward, loss, back, and, if it is the last of its update, a change of the
   * weights. The batch is the caller's again when the call returns.
   *
   * @throws DivergedException if it was found out that the loss of this batch or of an earlier one
   *     is not finite; the model has its last good weights again
   */
  void step(Batch batch, Turn turn);

  /**
   * Tells what was not told yet. Afterwards the model has exactly the weights that the batches led
   * to, so that they may be stored or evaluated, and they are finite.
   *
   * @throws DivergedException if a loss or a weight is not finite; the model has its last good
   *     weights again
   */
  void flush();

  /** How it is done, for people, where it is not operation by operation; else the empty string. */
  default String manner() {
    return "";
  }

  /** Gives back what was borrowed; the model stays as it is. */
  @Override
  void close();

  /**
   * What came of one batch.
   *
   * @param images in the batch
   * @param loss their mean loss, before the weights changed
   * @param correct how many of them were named right
   */
  record Outcome(int images, double loss, int correct) {}
}
