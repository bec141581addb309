package dev.conv4j.benchmarks;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Tensor;
import java.util.List;

/** A product of matrices in conv4j's hands. */
final class OwnProduct implements Workload {
  private final Device device;
  private final Tensor left;
  private final Tensor right;
  private final Tensor product;

  OwnProduct(ProductCase work, int threads) {
    device = Devices.open("cpu", new DeviceOptions(threads));
    left = Tensor.of(device, work.shape(), work.left());
    right = Tensor.of(device, work.shape(), work.right());
    product = Tensor.zeros(device, work.shape());
  }

  @Override
  public List<float[]> results() {
    run();
    return List.of(product.toArray());
  }

  @Override
  public void run() {
    device.kernels().matrix().multiply(left, false, right, false, null, product);
  }

  @Override
  public void close() {
    device.close();
  }
}
