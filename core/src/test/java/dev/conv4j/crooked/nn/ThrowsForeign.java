package dev.conv4j.crooked.nn;

/** Breaks a rule on purpose: it says nothing of what to do. */
final class ThrowsForeign {
  private ThrowsForeign() {}

  static void require(boolean fine) {
    if (!fine) {
      throw new IllegalArgumentException("bad shape");
    }
  }
}
