package dev.conv4j.gpu.kernels;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.testkit.ConvolutionContract;

/**
 * Winograd's method wherever the contract allows it, which is earlier than it pays: so all awkward
 * sizes of many channels go through it.
 */
class WinogradTest extends ConvolutionContract {
  private static final int LEAST_CHANNELS = 24;

  @Override
  protected Device open(DeviceOptions options) {
    return GpuHere.withWinogradFrom(LEAST_CHANNELS);
  }
}
