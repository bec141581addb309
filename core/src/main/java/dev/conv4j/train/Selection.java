package dev.conv4j.train;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the images held out decide. An epoch is better than another if more of them are named right
 * after it, or as many and their loss is lower.
 *
 * @param patience epochs without a better one after which the training ends early; 0 never to.
 *     Epochs of a time when no images were held out do not count
 * @param keepBest whether the training results in the weights of its best epoch, else in those of
 *     its last. If a training goes on that did not keep them so far, it is the best of the epochs
 *     from there on: the weights of those before are gone
 */
public record Selection(int patience, boolean keepBest) {
  /** All epochs, and the weights of the last. */
  public static final Selection NONE = new Selection(0, false);

  /** Checks the number. */
  public Selection {
    if (patience < 0) {
      throw new Conv4jException(
          new Problem("patience", "0 epochs or more", Integer.toString(patience), ""));
    }
  }

  boolean needsHeldOut() {
    return patience > 0 || keepBest;
  }

  /** Whether the training is to end although epochs are left. */
  boolean isOver(List<EpochMetrics> history) {
    return patience > 0 && evaluatedSince(history, best(history)) >= patience;
  }

  private static long evaluatedSince(List<EpochMetrics> history, int epoch) {
    return history.stream().skip(epoch).filter(EpochMetrics::hasValidation).count();
  }

  /** The best epoch, from 1; 0 if there is none. */
  static int best(List<EpochMetrics> history) {
    int best = 0;
    for (int epoch = 1; epoch <= history.size(); epoch++) {
      if (isBetter(history, epoch, best)) {
        best = epoch;
      }
    }
    return best;
  }

  /**
   * Whether an epoch, from 1, is better than another; if that is 0, whether images were held out
   * from it.
   */
  static boolean isBetter(List<EpochMetrics> history, int epoch, int than) {
    EpochMetrics metrics = history.get(epoch - 1);
    return metrics.hasValidation() && (than == 0 || isBetter(metrics, history.get(than - 1)));
  }

  private static boolean isBetter(EpochMetrics one, EpochMetrics other) {
    int right = Double.compare(or(one.validationAccuracy(), 0), or(other.validationAccuracy(), 0));
    if (right != 0) {
      return right > 0;
    }
    double loss = or(one.validationLoss(), Double.NaN);
    return Double.compare(loss, or(other.validationLoss(), Double.NaN)) < 0;
  }

  private static double or(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }
}
