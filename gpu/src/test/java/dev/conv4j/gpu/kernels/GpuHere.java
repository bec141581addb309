package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.GpuDevice;
import dev.conv4j.gpu.opencl.OpenClProvider;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The device on which kernels are tested: the first of OpenCL, which on a build machine is PoCL.
 * Where there is none the tests are skipped, saying why; with {@code -Drequire.opencl=true} they
 * fail instead.
 */
final class GpuHere {
  private GpuHere() {}

  static Device open() {
    return opened();
  }

  /** The device with Winograd's method from so many channels on. */
  static Device withWinogradFrom(int channels) {
    GpuRuntime runtime = opened().runtime();
    return new GpuDevice(runtime, (r, memory) -> new GpuKernels(r, memory, channels));
  }

  private static GpuDevice opened() {
    OpenClProvider provider = new OpenClProvider();
    if (provider.probe() instanceof Unavailable(String reason, String remedy)) {
      String message = "no OpenCL device: " + reason + "; " + remedy;
      if (Boolean.getBoolean("require.opencl")) {
        Assertions.fail(message);
      }
      Assumptions.abort(message);
    }
    return (GpuDevice) provider.open(0, new DeviceOptions(1));
  }
}
