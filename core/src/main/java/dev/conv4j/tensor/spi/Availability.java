package dev.conv4j.tensor.spi;

import java.util.List;

/** Whether a kind of device can be used here. */
public sealed interface Availability {

  /**
   * It can.
   *
   * @param devices a description of each device, in the order of their indices
   * @param advice what would make it better, or the empty string
   */
  record Available(List<String> devices, String advice) implements Availability {
    /** Copies the list. */
    public Available {
      devices = List.copyOf(devices);
    }
  }

  /**
   * It cannot.
   *
   * @param reason what was looked for, and where
   * @param remedy what to install or set
   */
  record Unavailable(String reason, String remedy) implements Availability {}
}
