package dev.conv4j.cpu;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.DeviceProvider;
import java.util.List;

/** Provides the device {@code reference}, on every machine. */
public final class ReferenceProvider implements DeviceProvider {
  /** For {@link java.util.ServiceLoader}. */
  public ReferenceProvider() {}

  @Override
  public String kind() {
    return ReferenceDevice.NAME;
  }

  @Override
  public int preference() {
    return 0;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(
        List.of(new Availability.Offer(kind(), ReferenceDevice.DESCRIPTION, "it is slow")), "");
  }

  @Override
  public Device open(int index, DeviceOptions options) {
    if (index != 0) {
      throw new DeviceException("device", "reference", "reference:" + index, "There is only one");
    }
    options.precision().requireFloat32(ReferenceDevice.NAME);
    return new ReferenceDevice(options.threadsOrProcessors());
  }
}
