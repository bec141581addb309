package dev.conv4j.optim;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Parameters that are trained otherwise than the rest.
 *
 * @param paths which, as a pattern: {@code **.bias}, {@code features.**}; see {@link
 *     ParameterPaths}
 * @param rateFactor what the learning rate is multiplied with, 0 or more
 * @param weightDecay theirs, 0 or more; null for the optimizer's
 */
public record ParameterGroup(String paths, float rateFactor, @Nullable Float weightDecay) {
  /** Checks the numbers. */
  public ParameterGroup {
    if (!(rateFactor >= 0) || !Float.isFinite(rateFactor)) {
      throw wrong("a rate factor of 0 or more", rateFactor);
    }
    if (weightDecay != null && !(weightDecay >= 0 && Float.isFinite(weightDecay))) {
      throw wrong("a weight decay of 0 or more", weightDecay);
    }
  }

  /** Parameters with a learning rate of their own. */
  public static ParameterGroup withRateFactor(String paths, float factor) {
    return new ParameterGroup(paths, factor, null);
  }

  /** Parameters that do not decay, such as {@code **.bias}. */
  public static ParameterGroup withoutDecay(String paths) {
    return new ParameterGroup(paths, 1, 0f);
  }

  /** Whether the group has the parameter with this path. */
  public boolean has(String path) {
    return new ParameterPaths(paths).has(path);
  }

  private Conv4jException wrong(String expected, float found) {
    return new Conv4jException(
        new Problem("parameter group " + paths, expected, Float.toString(found), ""));
  }
}
