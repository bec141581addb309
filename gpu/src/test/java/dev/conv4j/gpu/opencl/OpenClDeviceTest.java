package dev.conv4j.gpu.opencl;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.testkit.EveryContract;

/** The device {@code opencl:0}, held to every law of a device. */
class OpenClDeviceTest extends EveryContract {

  @Override
  protected Device opened(DeviceOptions options) {
    return OpenClHere.open();
  }
}
