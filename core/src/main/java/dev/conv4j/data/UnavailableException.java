package dev.conv4j.data;

/** A data set can be had neither from the cache nor from the network; the message says why. */
final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnavailableException(String why) {
    super(why);
  }

  /** Why, as the part of a sentence that follows the name of the data set. */
  String why() {
    return String.valueOf(getMessage());
  }
}
