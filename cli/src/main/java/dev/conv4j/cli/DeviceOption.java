package dev.conv4j.cli;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Precision;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of every command that computes. */
final class DeviceOption {
  private static final String SEPARATOR = ",";

  /** Kinds of devices that may be opened twice. */
  private static final String TWICE_TO_TRY = "opencl:";

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "auto, cpu, cuda:N, opencl:N or reference; auto chooses and says why. train takes several,"
              + " such as cuda:0,cuda:1. Default: ${DEFAULT-VALUE}.")
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
    requireOne();
    String name = brief && device.equals(Devices.AUTO) ? "cpu" : device;
    return Devices.open(name, options());
  }

  /** Opens the device, and says which it is and why. */
  Device open(Console console) {
    requireOne();
    return open(console, device);
  }

  private void requireOne() {
    if (device.contains(SEPARATOR)) {
      throw new DeviceException(
          "--device", "one device, for only train takes several", "'" + device + "'", "");
    }
  }

  /** Opens all devices that are named, separated by commas, and says which they are and why. */
  OpenDevices openAll(Console console) {
    List<String> names = List.of(device.split(SEPARATOR, -1));
    requireDifferent(names);
    OpenDevices opened = new OpenDevices();
    try {
      names.forEach(name -> opened.add(open(console, name)));
      return opened;
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  /** A device that is there twice would only have twice the work. */
  private static void requireDifferent(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (names.size() > 1 && name.equals(Devices.AUTO)) {
        throw new DeviceException(
            "--device", "the names of all devices where there are several", "auto among them", "");
      }
      if (names.indexOf(name) < i && !name.startsWith(TWICE_TO_TRY)) {
        throw new DeviceException(
            "--device",
            "different devices",
            name + " twice",
            "Only an OpenCL device may be named twice, to try out how several work together");
      }
    }
  }

  private Device open(Console console, String name) {
    DeviceOptions options = options();
    Devices.Choice choice = Devices.choose(name);
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
