package dev.conv4j.testkit.devices;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.testkit.EveryContract;

/** The reference device, held to numbers worked out by hand and to every other law of a device. */
class ReferenceDeviceTest extends EveryContract {

  @Override
  protected Device opened(DeviceOptions options) {
    return Devices.open("reference", options);
  }
}
