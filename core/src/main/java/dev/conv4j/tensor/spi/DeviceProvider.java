package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;

/** Finds and opens one kind of device; registered for {@link java.util.ServiceLoader}. */
public interface DeviceProvider {

  /** The kind's name: what stands before the colon in {@code cuda:0}. */
  String kind();

  /**
   * How much {@code auto} likes this kind where it is available; the highest kind with a device
   * that {@code auto} may take wins.
   */
  int preference();

  /** Whether devices of this kind are here. Never throws, and takes no memory to speak of. */
  Availability probe();

  /**
   * Opens a device of this kind.
   *
   * @param index which one, from 0
   * @throws dev.conv4j.DeviceException if there is no such device, or it cannot be used
   */
  Device open(int index, DeviceOptions options);
}
