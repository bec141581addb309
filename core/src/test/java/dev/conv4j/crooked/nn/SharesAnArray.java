package dev.conv4j.crooked.nn;

/** Breaks a rule on purpose: an array that any class can write. */
final class SharesAnArray {
  static final float[] TABLE = {1, 2, 3};

  private SharesAnArray() {}
}
