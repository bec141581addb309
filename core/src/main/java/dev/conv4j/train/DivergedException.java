package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;

/**
 * The loss became infinite or not a number, or a weight did. The model has the last weights that
 * are known to be good again, if any were: {@link #isRestored}.
 */
public final class DivergedException extends Conv4jException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final int step;
  private final String layer;
  private final boolean restored;

  private DivergedException(
      int epoch, int step, String layer, String found, GoodWeights.Restored kept) {
    super(Problem.of("epoch %d, step %d".formatted(epoch, step), found, kept.words()));
    this.restored = kept.good();
    this.epoch = epoch;
    this.step = step;
    this.layer = layer;
  }

  /** The loss of a step is not finite. */
  static DivergedException ofLoss(
      int epoch, int step, double loss, String layer, GoodWeights.Restored kept) {
    String found =
        "the loss became %s; the first value that is not finite came out of %s"
            .formatted(loss, layer);
    return new DivergedException(epoch, step, layer, found, kept);
  }

  /** The last step of an epoch left weights that are not finite. */
  static DivergedException ofWeights(
      int epoch, int step, String parameter, GoodWeights.Restored kept) {
    String found = "a weight is no longer a finite number, in " + parameter;
    return new DivergedException(epoch, step, parameter, found, kept);
  }

  /**
   * Whether the model has good weights again. If not, none that this training had gave a finite
   * loss, and those of the model are worth nothing.
   */
  public boolean isRestored() {
    return restored;
  }

  /** The epoch in which it happened, from 1. */
  public int epoch() {
    return epoch;
  }

  /** The step of that epoch, from 1. */
  public int step() {
    return step;
  }

  /**
   * The operation whose output was the first with a value that is not finite, such as {@code
   * Convolution 'conv1'}; or the parameter, such as {@code conv1.weight}, if it showed there.
   */
  public String layer() {
    return layer;
  }
}
