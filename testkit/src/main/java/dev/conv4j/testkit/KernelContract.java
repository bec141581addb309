package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What the contracts of all kernel families share. Each kernel is held to the device {@code
 * reference} on awkward sizes, and on the way to the laws of {@link dev.conv4j.tensor.spi.Kernels}:
 * every element of an output is written, inputs stay as they are, no memory stays in use, and the
 * same inputs give the same bits, again and with another number of threads.
 *
 * <p>The tolerance follows from the terms summed: a float32 sum of k products, in any order, is off
 * by at most k · 2⁻²⁴ times the sum of their magnitudes, to first order (Higham 2002, "Accuracy and
 * Stability of Numerical Algorithms", section 3.1).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class KernelContract {
  /** The relative error of one float32 rounding. */
  static final double ROUNDING = 0x1p-24;

  private Device reference;
  private Device oneThread;
  private Device threeThreads;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // JUnit calls openDevices before anything else
  protected KernelContract() {}

  /**
   * Opens the device under test.
   *
   * @param options how many threads it should have; a device that has none of its own ignores it
   */
  protected abstract Device open(DeviceOptions options);

  @BeforeAll
  final void openDevices() {
    reference = Devices.open("reference");
    oneThread = open(new DeviceOptions(1));
    threeThreads = open(new DeviceOptions(3));
  }

  @AfterAll
  final void closeDevices() {
    threeThreads.close();
    oneThread.close();
    reference.close();
  }

  /** What the device under test is held to. */
  final Device reference() {
    return reference;
  }

  /** The device under test. */
  final Device device() {
    return threeThreads;
  }

  /** The same with one thread. */
  final Device oneThreadDevice() {
    return oneThread;
  }

  /** Requires a kernel that sums {@code terms} products for each output to agree. */
  final void requireAgreement(long terms, Bench.Trial trial) {
    List<double[]> bounds = Bench.magnitudes(reference, trial);
    for (double[] bound : bounds) {
      Arrays.setAll(bound, i -> bound[i] * (double) terms * ROUNDING);
    }
    requireAgreement(bounds, trial);
  }

  /** Requires a kernel that only chooses or moves values to agree exactly. */
  final void requireEquality(Bench.Trial trial) {
    List<double[]> bounds = Bench.run(reference, trial);
    bounds.forEach(bound -> Arrays.fill(bound, 0));
    requireAgreement(bounds, trial);
  }

  /** Requires each output to be within a bound of its own from the reference's. */
  final void requireAgreement(List<double[]> bounds, Bench.Trial trial) {
    List<double[]> expected = Bench.run(reference, trial);
    List<double[]> actual = Bench.run(threeThreads, trial);
    requireSameBits(actual, Bench.run(threeThreads, trial), "the second time");
    requireSameBits(actual, Bench.run(oneThread, trial), "with one thread");
    for (int output = 0; output < expected.size(); output++) {
      requireWithin(bounds.get(output), expected.get(output), actual.get(output), output);
    }
  }

  /** Requires the first output of a kernel to be these numbers, worked out by hand. */
  final void requireOutput(Bench.Trial trial, double... byHand) {
    assertArrayEquals(byHand, Bench.run(threeThreads, trial).getFirst());
  }

  private static void requireSameBits(List<double[]> first, List<double[]> other, String when) {
    for (int output = 0; output < first.size(); output++) {
      assertArrayEquals(
          first.get(output), other.get(output), "output " + output + " has other bits " + when);
    }
  }

  private static void requireWithin(
      double[] bounds, double[] expected, double[] actual, int output) {
    assertEquals(expected.length, actual.length, "elements of output " + output);
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(actual[i] - expected[i]);
      boolean same =
          actual[i] == expected[i] || (Double.isNaN(actual[i]) && Double.isNaN(expected[i]));
      if (!same && !(error <= bounds[i])) {
        fail(
            "output %d, element %d: expected %s within %s but got %s"
                .formatted(output, i, expected[i], bounds[i], actual[i]));
      }
    }
  }
}
