package dev.conv4j.testkit;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import org.junit.jupiter.api.Nested;

/**
 * Every contract of a device, for the device that a subclass opens. {@link DeviceContract} and the
 * contracts of kernels may be extended one by one as well.
 */
public abstract class EveryContract {

  /** For subclasses. */
  protected EveryContract() {}

  /**
   * Opens the device under test.
   *
   * @param options how many threads it should have; a device that has none of its own ignores it
   */
  protected abstract Device opened(DeviceOptions options);

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
  class Activations extends ActivationContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Random extends RandomContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Padding extends PaddingContract {
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
  class Steps extends StepContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Batches extends BatchContract {
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

  @Nested
  class GroupNormalization extends GroupNormalizationContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Channel extends ChannelContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class Scaling extends ScalingContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class WeightedLoss extends WeightedLossContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }

  @Nested
  class PairLoss extends PairLossContract {
    @Override
    protected Device open(DeviceOptions options) {
      return opened(options);
    }
  }
}
