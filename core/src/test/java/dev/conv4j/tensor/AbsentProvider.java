package dev.conv4j.tensor;

import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.DeviceProvider;

/** A kind of device that every {@code auto} would like best and that no machine has. */
public final class AbsentProvider implements DeviceProvider {
  /** For {@link java.util.ServiceLoader}. */
  public AbsentProvider() {}

  @Override
  public String kind() {
    return "absent";
  }

  @Override
  public int preference() {
    return 10;
  }

  @Override
  public Availability probe() {
    return new Availability.Unavailable("libabsent.so was not found", "install the absent driver");
  }

  @Override
  public Device open(int index, DeviceOptions options) {
    throw new AssertionError("opened although it is unavailable");
  }
}
