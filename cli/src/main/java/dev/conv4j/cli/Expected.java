package dev.conv4j.cli;

import dev.conv4j.Conv4jException;
import dev.conv4j.Problem;

/** What options must be, for those whose type alone does not say it. */
final class Expected {
  private Expected() {}

  /**
   * Checks the value of an option.
   *
   * @param expected what it must be
   * @param found what it is
   * @throws Conv4jException unless it is {@code fine}
   */
  static void of(String option, boolean fine, String expected, String found) {
    if (!fine) {
      throw new Conv4jException(new Problem(option, expected, found, ""));
    }
  }
}
