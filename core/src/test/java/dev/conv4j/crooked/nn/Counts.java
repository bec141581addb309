package dev.conv4j.crooked.nn;

/** Breaks a rule on purpose: a global number that changes. */
final class Counts {
  private static int count;

  private Counts() {}

  static int next() {
    return count++;
  }
}
