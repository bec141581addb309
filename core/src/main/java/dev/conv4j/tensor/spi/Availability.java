package dev.conv4j.tensor.spi;

import java.util.List;

/** Whether a kind of device can be used here. */
public sealed interface Availability {

  /**
   * It can.
   *
   * @param devices each device, in the order of their indices
   * @param advice what would make it better, or the empty string
   */
  record Available(List<Offer> devices, String advice) implements Availability {
    /** Copies the list. */
    public Available {
      devices = List.copyOf(devices);
    }
  }

  /**
   * One device that can be opened.
   *
   * @param name the name to open it by
   * @param description what it is, for people
   * @param passedOver why {@code auto} does not take it; the empty string if it does
   */
  record Offer(String name, String description, String passedOver) {

    /** Whether {@code auto} may take it. */
    public boolean automatic() {
      return passedOver.isEmpty();
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
