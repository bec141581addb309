package dev.conv4j.tensor;

import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.Memory;

/** A device that does what another does, but for what a test changes. */
public class DelegatingDevice implements Device {
  private final Device device;

  /** Does what {@code device} does, which is closed with it. */
  public DelegatingDevice(Device device) {
    this.device = device;
  }

  @Override
  public String name() {
    return device.name();
  }

  @Override
  public String description() {
    return device.description();
  }

  @Override
  public Memory memory() {
    return device.memory();
  }

  @Override
  public Kernels kernels() {
    return device.kernels();
  }

  @Override
  public void synchronize() {
    device.synchronize();
  }

  @Override
  public void close() {
    device.close();
  }
}
