package dev.conv4j.gpu.opencl;

import dev.conv4j.tensor.Device;
import dev.conv4j.testkit.RecorderContract;

/** The recorder of {@code opencl:0}, held to every law of a recorder. */
class OpenClRecorderTest extends RecorderContract {

  @Override
  protected Device open() {
    return OpenClHere.open();
  }
}
