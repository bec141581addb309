package dev.conv4j.testkit.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.testkit.EveryContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cpu device, with the Vector API or without it, as this run has it. */
@Tag("either-kernels")
class CpuDeviceTest extends EveryContract {

  /** Guards against a run that tests other kernels than it is meant to. */
  @Test
  void computesWithTheKernelsThatThisRunIsFor() {
    try (Device cpu = Devices.open("cpu")) {
      String meant = System.getProperty("testkit.kernels", "Vector API");
      assertThat(cpu.description()).startsWith(meant);
    }
  }

  @Override
  protected Device opened(DeviceOptions options) {
    return Devices.open("cpu", options);
  }
}
