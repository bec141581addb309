package dev.conv4j.cli;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Precision;
import picocli.CommandLine.Option;

/** Options of every command that computes. */
final class DeviceOption {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "auto, cpu, cuda:N, opencl:N or reference; auto chooses and says why. Default:"
              + " ${DEFAULT-VALUE}.")
  String device = Devices.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the CPU. Default: one per processor.")
  int threads;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "float32, tf32 or bf16: how exactly convolutions and matrix products multiply; weights"
              + " and sums stay float32. Default: ${DEFAULT-VALUE}.")
  String precision = Precision.FLOAT32.toString();

  /** The number of threads that was asked for or chosen. */
  int resolvedThreads() {
    return new DeviceOptions(threads).threadsOrProcessors();
  }

  /**
   * Opens the device, for a command that is done before anyone could read which it is.
   *
   * @param brief whether it is done before a GPU would be open; {@code auto} then takes the CPU
   */
  Device openQuietly(boolean brief) {
    String name = brief && device.equals(Devices.AUTO) ? "cpu" : device;
    return Devices.open(name, options());
  }

  /** Opens the device, and says which it is and why. */
  Device open(Console console) {
    DeviceOptions options = options();
    Devices.Choice choice = Devices.choose(device);
    Device opened = Devices.open(choice.name(), options);
    console.say("Using %s (%s), as %s.", opened.name(), opened.description(), choice.reason());
    String advice = Devices.advice(choice.name());
    if (!advice.isEmpty()) {
      console.say("%s.", advice);
    }
    return opened;
  }

  private DeviceOptions options() {
    return new DeviceOptions(threads, Precision.of(precision));
  }
}
