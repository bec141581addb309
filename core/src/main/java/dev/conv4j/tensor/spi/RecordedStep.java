package dev.conv4j.tensor.spi;

/** A step of a {@link StepRecorder}. */
public interface RecordedStep {

  /**
   * Does the step. It is noted at the first or the second time, and from then on done as noted;
   * what cannot be noted is done plainly each time. May return before the device is done.
   */
  void run();

  /** Why the step cannot be noted; the empty string if it can, or if nobody has tried yet. */
  String obstacle();
}
