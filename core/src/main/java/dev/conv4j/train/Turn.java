package dev.conv4j.train;

import dev.conv4j.optim.Schedule;

/**
 * A batch's place in a training.
 *
 * @param epoch from 1
 * @param batch from 1, in its epoch
 * @param before how many batches there were before it in the whole training
 * @param first whether it is the first of an update; some batches may make up one
 * @param last whether the weights change after it
 * @param share how many of the update's images are in this batch, 0 to 1
 * @param moment when the update is, for the schedule
 */
record Turn(
    int epoch,
    int batch,
    long before,
    boolean first,
    boolean last,
    float share,
    Schedule.Moment moment) {

  /** The turn of a part of the batch. */
  Turn withShare(float part) {
    return new Turn(epoch, batch, before, first, last, part, moment);
  }
}
