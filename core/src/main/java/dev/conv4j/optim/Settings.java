package dev.conv4j.optim;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;

/** Checks of settings. */
final class Settings {
  private Settings() {}

  static void check(String what, boolean fine, String expected, double found) {
    if (!fine) {
      String number =
          found == (float) found || Double.isNaN(found)
              ? Float.toString((float) found)
              : Double.toString(found);
      throw new Conv4jException(new Problem(what, expected, number, ""));
    }
  }

  static void checkLearningRate(float rate) {
    check("learning rate", rate > 0 && Float.isFinite(rate), "a positive number", rate);
  }

  static void checkWeightDecay(float decay) {
    check("weight decay", decay >= 0 && Float.isFinite(decay), "0 or more", decay);
  }

  /** A share of the old that stays from step to step. */
  static void checkShare(String what, float share) {
    check(what, share >= 0 && share < 1, "0 or more and less than 1", share);
  }

  static void checkEpsilon(float epsilon) {
    check("epsilon", epsilon >= 0 && Float.isFinite(epsilon), "0 or more", epsilon);
  }
}
