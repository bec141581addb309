package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;

/**
 * The loss became infinite or not a number. The model has the last weights that are known to be
 * good.
 */
public final class DivergedException extends Conv4jException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int step;
  private final String layer;

  DivergedException(int epoch, int step, double loss, String layer, int goodStep) {
    super(
        Problem.of(
            "epoch %d, step %d".formatted(epoch, step),
            "the loss became %s; the first value that is not finite came out of %s"
                .formatted(loss, layer),
            "The weights after step %d of the epoch were kept; try a lower learning rate"
                .formatted(goodStep)));
    this.epoch = epoch;
    this.step = step;
    this.layer = layer;
  }

  /** The epoch in which it happened, from 1. */
  public int epoch() {
    return epoch;
  }

  /** The step of that epoch, from 1. */
  public int step() {
    return step;
  }

  /** The operation whose output was the first with a value that is not finite. */
  public String layer() {
    return layer;
  }
}
