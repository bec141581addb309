package dev.conv4j.cpu;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.DeviceProvider;
import java.util.List;

/** Provides the device {@code cpu}, on every machine. */
public final class CpuProvider implements DeviceProvider {
  /** For {@link java.util.ServiceLoader}. */
  public CpuProvider() {}

  @Override
  public String kind() {
    return CpuDevice.NAME;
  }

  @Override
  public int preference() {
    return 1;
  }

  @Override
  public Availability probe() {
    String advice =
        VectorSupport.isPresent()
            ? ""
            : "The Vector API is absent, which makes training several times slower: start Java with "
                + VectorSupport.FLAG;
    String description =
        CpuDevice.describe(microKernel(), DeviceOptions.DEFAULT.threadsOrProcessors());
    return new Availability.Available(
        List.of(new Availability.Offer(kind(), description, "")), advice);
  }

  @Override
  public Device open(int index, DeviceOptions options) {
    if (index != 0) {
      throw new DeviceException(
          "device", "cpu", "cpu:" + index, "All processors together are one device");
    }
    options.precision().requireFloat32(CpuDevice.NAME);
    return new CpuDevice(options, microKernel());
  }

  private static MicroKernel microKernel() {
    return VectorSupport.isPresent() ? new VectorMicroKernel() : new ScalarMicroKernel();
  }
}
