package dev.conv4j.gpu;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Peers;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Exchange;
import java.util.List;

/** Carries tensors between GPUs. */
final class GpuExchange implements Exchange {
  private final List<Device> devices;
  private final Peers peers;

  /**
   * @param devices in the order of the peers
   * @param peers from now on its own
   */
  GpuExchange(List<Device> devices, Peers peers) {
    this.devices = List.copyOf(devices);
    this.peers = peers;
  }

  @Override
  public String description() {
    return peers.description();
  }

  @Override
  public void carry(Tensor from, Tensor to) {
    if (!from.shape().equals(to.shape()) || from.type() != to.type()) {
      throw new DeviceException(
          to.device().name(),
          "%s of %s".formatted(from.shape(), from.type()),
          "%s of %s".formatted(to.shape(), to.type()),
          "");
    }
    GpuStorage source = GpuStorage.of(from);
    GpuStorage target = GpuStorage.of(to);
    long bytes = from.shape().count() * from.type().bytes();
    if (bytes > 0) {
      peers.copy(number(from), source.buffer(), number(to), target.buffer(), bytes);
      target.chosenFrom(source);
    }
  }

  private int number(Tensor tensor) {
    int number = devices.indexOf(tensor.device());
    if (number < 0) {
      throw new DeviceException(
          tensor.device().name(),
          "one of " + devices.stream().map(Device::name).toList(),
          "another device",
          "");
    }
    return number;
  }

  @Override
  public void close() {
    peers.close();
  }
}
