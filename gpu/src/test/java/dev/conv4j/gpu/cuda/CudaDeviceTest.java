package dev.conv4j.gpu.cuda;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import dev.conv4j.testkit.EveryContract;
import org.junit.jupiter.api.BeforeAll;

/**
 * The device {@code cuda:0} of this machine, held to every law of a device. Where there is none the
 * tests are skipped, saying why; with {@code -Drequire.cuda=true} they fail instead.
 */
class CudaDeviceTest extends EveryContract {

  @BeforeAll
  static void requireDevice() {
    if (new CudaProvider().probe() instanceof Unavailable(String reason, String remedy)) {
      String message = "no CUDA device: " + reason + "; " + remedy;
      if (Boolean.getBoolean("require.cuda")) {
        fail(message);
      }
      abort(message);
    }
  }

  @Override
  protected Device opened(DeviceOptions options) {
    return new CudaProvider().open(0, options);
  }
}
