package dev.conv4j.train;

import org.jspecify.annotations.Nullable;

/**
 * The time that one batch of a training takes, for the flight recorder. Nothing here touches a
 * class of the recorder's where that is not part of the Java at hand.
 */
interface StepTiming {
  /** Whether this Java has a flight recorder. */
  boolean RECORDER = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /** A time that begins now, or null if nobody records it. */
  static @Nullable StepTiming begin() {
    return RECORDER ? StepEvent.start() : null;
  }

  /** Notes that the batch is there now. */
  void hasBatch();

  /**
   * Ends now.
   *
   * @param loss of the batch; not a number if it is not known yet
   */
  void end(Turn turn, int images, double loss, double learningRate);
}
