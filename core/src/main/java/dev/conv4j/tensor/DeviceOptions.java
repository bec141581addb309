package dev.conv4j.tensor;

import dev.conv4j.DeviceException;
import dev.conv4j.Problem;

/**
 * How a device is to be opened.
 *
 * @param threads how many threads a CPU device computes with; 0 means one per processor
 * @param precision how exactly convolutions and matrix products multiply; a device that cannot
 *     refuses to open
 */
public record DeviceOptions(int threads, Precision precision) {
  /** One thread per processor, and float32. */
  public static final DeviceOptions DEFAULT = new DeviceOptions(0);

  /** More threads than this are a slip of the hand, not a wish. */
  private static final int MOST_THREADS = 4096;

  /** Checks the number of threads. */
  public DeviceOptions {
    if (threads < 0 || threads > MOST_THREADS) {
      throw new DeviceException(
          new Problem(
              "threads",
              "a number from 1 to " + MOST_THREADS + " (or 0 for one per processor)",
              Integer.toString(threads),
              ""),
          null);
    }
  }

  /** This number of threads, and float32. */
  public DeviceOptions(int threads) {
    this(threads, Precision.FLOAT32);
  }

  /** The number of threads, the default resolved. */
  public int threadsOrProcessors() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }
}
