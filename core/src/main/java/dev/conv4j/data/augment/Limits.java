package dev.conv4j.data.augment;

import dev.conv4j.DataException;

/** Checks of the numbers that steps are made of. */
final class Limits {
  private Limits() {}

  /** A share from 0 to 1. */
  static void share(String what, float share) {
    within(what, share, 0, 1);
  }

  /** A number within limits. */
  static void within(String what, float number, float least, float most) {
    if (!(number >= least && number <= most)) {
      throw new DataException(
          what, "a number from " + least + " to " + most, Float.toString(number), "");
    }
  }

  /** Two numbers in order, within limits. */
  static void range(String what, float low, float high, float least, float most) {
    within(what, low, least, most);
    within(what, high, low, most);
  }
}
