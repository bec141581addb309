package dev.conv4j.benchmarks;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.ConvolutionKernels;
import java.util.List;

/** A convolution in conv4j's hands. */
final class OwnConvolution implements Workload {
  private final Device device;
  private final ConvolutionKernels kernels;
  private final ConvGeometry geometry;
  private final boolean gradients;
  private final Tensor x;
  private final Tensor w;
  private final Tensor y;
  private final Tensor dy;
  private final Tensor dx;
  private final Tensor dw;

  OwnConvolution(ConvolutionCase work, int threads) {
    device = Devices.open("cpu", new DeviceOptions(threads));
    kernels = device.kernels().convolution();
    geometry = work.geometry();
    gradients = work.gradients();
    x = Tensor.of(device, work.input(), work.pixels());
    w = Tensor.of(device, work.weight(), work.filters());
    y = Tensor.zeros(device, work.output());
    dy = Tensor.of(device, work.output(), work.outputGradient());
    dx = Tensor.zeros(device, work.input());
    dw = Tensor.zeros(device, work.weight());
  }

  @Override
  public List<float[]> results() {
    run();
    return gradients ? List.of(y.toArray(), dx.toArray(), dw.toArray()) : List.of(y.toArray());
  }

  @Override
  public void run() {
    forward();
    if (gradients) {
      inputGradient();
      weightGradient();
    }
  }

  void forward() {
    kernels.forward(x, w, null, y, geometry);
  }

  void inputGradient() {
    kernels.inputGradient(dy, w, dx, geometry);
  }

  void weightGradient() {
    kernels.weightGradient(dy, x, dw, geometry);
  }

  @Override
  public void close() {
    device.close();
  }
}
