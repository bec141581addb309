package dev.conv4j.testkit.devices;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.testkit.AdaptivePoolingContract;
import dev.conv4j.testkit.ConvolutionContract;
import dev.conv4j.testkit.DeviceContract;
import dev.conv4j.testkit.ElementwiseContract;
import dev.conv4j.testkit.FusedContract;
import dev.conv4j.testkit.LossContract;
import dev.conv4j.testkit.MatrixContract;
import dev.conv4j.testkit.NormalizationContract;
import dev.conv4j.testkit.PoolingContract;
import dev.conv4j.testkit.PreparedContract;
import dev.conv4j.testkit.ReductionContract;
import dev.conv4j.testkit.UpdateContract;
import org.junit.jupiter.api.Nested;

/** Every contract of a device, for the device that a subclass opens. */
abstract class EveryContract {

  /** A new device with these options. */
  abstract Device opened(DeviceOptions options);

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
  class Prepared extends PreparedContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Fused extends FusedContract {
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
