package dev.conv4j.data;

import java.time.Duration;

/**
 * How long a download may keep people waiting.
 *
 * @param answer for a file to begin to arrive, from whichever mirror: finding the address,
 *     connecting, and the first bytes
 * @param stall for the next {@link PatientBody#PROGRESS} bytes of a file that has begun
 */
record Patience(Duration answer, Duration stall) {
  /**
   * Where there is something else to take instead. With the time that drawing the built-in digits
   * takes, the user waits less than 5 seconds.
   */
  static final Patience SHORT = new Patience(Duration.ofMillis(2500), Duration.ofSeconds(2));

  /** Where the user wants this data and no other. */
  static final Patience LONG = new Patience(Duration.ofSeconds(30), Duration.ofSeconds(20));

  /** A time in words. */
  static String words(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
