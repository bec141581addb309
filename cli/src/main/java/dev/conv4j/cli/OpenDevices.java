package dev.conv4j.cli;

import dev.conv4j.tensor.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The devices of a training, one or several; closed together. */
final class OpenDevices implements AutoCloseable {
  private final List<Device> devices = new ArrayList<>();

  void add(Device device) {
    devices.add(device);
  }

  /** Where the model is. */
  Device first() {
    return devices.getFirst();
  }

  /** Those that help. */
  List<Device> others() {
    return List.copyOf(devices.subList(1, devices.size()));
  }

  /** Their names, as {@code --device} takes them. */
  String names() {
    return devices.stream().map(Device::name).collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    devices.reversed().forEach(Device::close);
  }
}
