package dev.conv4j.cli;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Devices;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/**
 * Runs every kernel of a device, forward and backward, and compares what it leaves with the device
 * {@code reference}, which computes in float64 by plain loops.
 */
final class DeviceCheck {
  /** Far above what rounding and Winograd's tiles do to the cases, far below any mistake. */
  static final double FLOAT32 = 1e-4;

  private final List<KernelCase> cases;
  private final double tolerance;

  /**
   * A check.
   *
   * @param tolerance how far a value may be off, as a share of the largest of its tensor
   */
  DeviceCheck(List<KernelCase> cases, double tolerance) {
    this.cases = cases;
    this.tolerance = tolerance;
  }

  /**
   * What differs.
   *
   * @param kernel the name of the case
   * @param difference what was expected, what was found, and where
   */
  record Difference(String kernel, String difference) {}

  /**
   * The first kernel that differs or fails, in the order of the cases.
   *
   * @param progress hears the name of each case before it runs, and its number from 0
   */
  Optional<Difference> firstDifference(Device device, ObjIntConsumer<String> progress) {
    try (Device reference = Devices.open("reference")) {
      for (int number = 0; number < cases.size(); number++) {
        KernelCase kernel = cases.get(number);
        progress.accept(kernel.name(), number);
        Optional<Difference> difference =
            compare(kernel, kernel.run(reference), kernel.run(device));
        if (difference.isPresent()) {
          return difference;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Difference> compare(
      KernelCase kernel, List<double[]> expected, List<double[]> found) {
    for (int tensor = 0; tensor < expected.size(); tensor++) {
      double[] right = expected.get(tensor);
      double[] values = found.get(tensor);
      double bound = tolerance * largest(right);
      for (int i = 0; i < right.length; i++) {
        if (!(Math.abs(right[i] - values[i]) <= bound)) {
          return Optional.of(
              new Difference(
                  kernel.name(),
                  String.format(
                      Locale.ROOT,
                      "element %d of %s: expected %.7g within %.1g but got %.7g",
                      i,
                      place(kernel, tensor),
                      right[i],
                      bound,
                      values[i])));
        }
      }
    }
    return Optional.empty();
  }

  private static String place(KernelCase kernel, int tensor) {
    int outputs = kernel.outputs().size();
    return tensor < outputs ? "output " + tensor : "input " + (tensor - outputs) + " afterwards";
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
