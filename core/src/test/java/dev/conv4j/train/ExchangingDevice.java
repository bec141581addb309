package dev.conv4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.DelegatingDevice;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Exchange;
import java.util.List;
import java.util.Optional;

/** A device that carries tensors to and from others, and counts them. */
final class ExchangingDevice extends DelegatingDevice {
  /** Exchanges that nobody closed. */
  int open;

  /** Tensors that were carried. */
  int carried;

  ExchangingDevice(Device device) {
    super(device);
  }

  @Override
  public Optional<Exchange> exchange(List<Device> others) {
    open++;
    return Optional.of(new ByHand());
  }

  private final class ByHand implements Exchange {
    private boolean closed;

    @Override
    public String description() {
      return "hand";
    }

    @Override
    public void carry(Tensor from, Tensor to) {
      assertThat(closed).isFalse();
      assertThat(to.shape()).isEqualTo(from.shape());
      assertThat(to.type()).isEqualTo(from.type());
      assertThat(to.device()).isNotSameAs(from.device());
      carried++;
      if (from.type() == ElementType.INT32) {
        to.write(from.toIntArray());
      } else {
        to.write(from.toArray());
      }
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
