package dev.conv4j.crooked.nn;

/** Breaks a rule on purpose: a layer writes to standard output. */
final class Talks {
  private Talks() {}

  static void talk() {
    System.out.println("hello");
  }
}
