package dev.conv4j.tensor;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.DeviceProvider;
import java.util.List;

/**
 * A kind with devices that {@code auto} does not take, though it likes the kind better than cpu.
 */
public final class EmulatedProvider implements DeviceProvider {
  /** For {@link java.util.ServiceLoader}. */
  public EmulatedProvider() {}

  @Override
  public String kind() {
    return "emulated";
  }

  @Override
  public int preference() {
    return 5;
  }

  @Override
  public Availability probe() {
    return new Availability.Available(
        List.of(
            new Availability.Offer("emulated:0", "the first", "it is not real"),
            new Availability.Offer("emulated:1", "the second", "it is not real either")),
        "");
  }

  @Override
  public Device open(int index, DeviceOptions options) {
    throw new DeviceException("emulated:" + index, "", "opened", "");
  }
}
