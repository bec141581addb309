package dev.conv4j.gpu.cuda;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.testkit.RecorderContract;
import org.junit.jupiter.api.BeforeAll;

/** The recorder of this machine's {@code cuda:0}, held to every law of a recorder. */
class CudaRecorderTest extends RecorderContract {

  @BeforeAll
  static void requireDevice() {
    CudaDeviceTest.requireDevice();
  }

  @Override
  protected Device open() {
    return new CudaProvider().open(0, DeviceOptions.DEFAULT);
  }
}
