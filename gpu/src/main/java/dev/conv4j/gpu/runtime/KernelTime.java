package dev.conv4j.gpu.runtime;

/**
 * How long a kernel ran on the device.
 *
 * @param kernel its name
 * @param launches how often
 * @param nanoseconds all of them together
 */
public record KernelTime(String kernel, long launches, long nanoseconds) {

  /** Both together. */
  public KernelTime plus(KernelTime other) {
    return new KernelTime(kernel, launches + other.launches, nanoseconds + other.nanoseconds);
  }
}
