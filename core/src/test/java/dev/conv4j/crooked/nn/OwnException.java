package dev.conv4j.crooked.nn;

/** Breaks a rule on purpose: an exception outside the family. */
final class OwnException extends RuntimeException {
  private static final long serialVersionUID = 1L;
}
