package dev.conv4j.testkit.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.testkit.AdaptivePoolingContract;
import dev.conv4j.testkit.ConvolutionContract;
import dev.conv4j.testkit.DeviceContract;
import dev.conv4j.testkit.ElementwiseContract;
import dev.conv4j.testkit.LossContract;
import dev.conv4j.testkit.MatrixContract;
import dev.conv4j.testkit.NormalizationContract;
import dev.conv4j.testkit.PoolingContract;
import dev.conv4j.testkit.ReductionContract;
import dev.conv4j.testkit.UpdateContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cpu device, with the Vector API or without it, as this run has it. */
@Tag("either-kernels")
class CpuDeviceTest {

  /** Guards against a run that tests other kernels than it is meant to. */
  @Test
  void computesWithTheKernelsThatThisRunIsFor() {
    try (Device cpu = Devices.open("cpu")) {
      String meant = System.getProperty("testkit.kernels", "Vector API");
      assertThat(cpu.description()).startsWith(meant);
    }
  }

  private static Device opened(DeviceOptions options) {
    return Devices.open("cpu", options);
  }

  @Nested
  class Lifecycle extends DeviceContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Convolution extends ConvolutionContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Pooling extends PoolingContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Matrix extends MatrixContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Elementwise extends ElementwiseContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Reduction extends ReductionContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Loss extends LossContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Update extends UpdateContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class AdaptivePooling extends AdaptivePoolingContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Normalization extends NormalizationContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }
}
