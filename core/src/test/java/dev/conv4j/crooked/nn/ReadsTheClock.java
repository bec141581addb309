package dev.conv4j.crooked.nn;

/** Breaks a rule on purpose: a seed from the clock. */
final class ReadsTheClock {
  private ReadsTheClock() {}

  static long seed() {
    return System.currentTimeMillis();
  }
}
