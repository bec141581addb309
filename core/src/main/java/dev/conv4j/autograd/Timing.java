package dev.conv4j.autograd;

import org.jspecify.annotations.Nullable;

/**
 * The time that one operation takes, for the flight recorder. Nothing here touches a class of the
 * recorder's where that is not part of the Java at hand.
 */
interface Timing {
  /** Whether this Java has a flight recorder. */
  boolean RECORDER = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /** A time that begins now, or null if nobody records it. */
  static @Nullable Timing begin() {
    return RECORDER ? LayerEvent.start() : null;
  }

  /**
   * Ends now.
   *
   * @param layer the path of the layer whose operation it was; empty outside any
   * @param forward whether it was computed, else its gradient
   */
  void end(String layer, Operation operation, boolean forward);
}
