package dev.conv4j.train;

import dev.conv4j.optim.Schedule;
import java.util.List;

/**
 * Which batches of an epoch make up which update.
 *
 * @param epoch from 0
 * @param epochs of the whole training
 * @param images in an epoch
 * @param batchSize images in a batch; the last may hold fewer
 * @param accumulation batches in an update; the last may have fewer
 * @param losses of the epochs before
 */
record EpochPlan(
    int epoch, int epochs, int images, int batchSize, int accumulation, List<Double> losses) {

  int batches() {
    return Math.ceilDiv(images, batchSize);
  }

  /**
   * The place of a batch.
   *
   * @param batch from 0
   */
  Turn turn(int batch) {
    int updates = Math.ceilDiv(batches(), accumulation);
    int update = batch / accumulation;
    int first = update * accumulation;
    int end = Math.min(first + accumulation, batches());
    float share = (float) imagesIn(batch, batch + 1) / imagesIn(first, end);
    long step = (long) epoch * updates + update;
    return new Turn(
        epoch + 1,
        batch + 1,
        (long) epoch * batches() + batch,
        batch == first,
        batch + 1 == end,
        share,
        new Schedule.Moment(step, updates, epochs, losses));
  }

  private long imagesIn(int firstBatch, int endBatch) {
    return Math.min((long) endBatch * batchSize, images) - (long) firstBatch * batchSize;
  }
}
