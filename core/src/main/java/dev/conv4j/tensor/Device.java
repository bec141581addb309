package dev.conv4j.tensor;

import dev.conv4j.tensor.spi.Exchange;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.StepRecorder;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * An open device: its memory, and what it computes. Tensors live on exactly one device; model and
 * data must be on the same one. Opened by {@link Devices}; closing it gives back its memory and its
 * threads, and every tensor on it becomes unusable.
 *
 * <p>Thread safety: any number of threads may use a device at once.
 */
public interface Device extends AutoCloseable {

  /** The name by which it is opened, such as {@code cpu} or {@code cuda:0}. */
  String name();

  /** What it is, for people, such as {@code Vector API, 512-bit, 2 threads}. */
  String description();

  /** The device's memory. */
  Memory memory();

  /** What the device computes. */
  Kernels kernels();

  /**
   * Does the parts of a larger computation that need nothing of each other, in any order and
   * perhaps at the same time, and returns when all are done. A part may call kernels: those of a
   * device with threads then stay on the part's own thread. By default one part follows the other.
   *
   * @param part does the part with this number, from 0 to {@code parts - 1}; what it throws reaches
   *     the caller, whether or not other parts were done
   */
  default void together(int parts, IntConsumer part) {
    for (int number = 0; number < parts; number++) {
      part.accept(number);
    }
  }

  /**
   * Something new that notes steps and does them again at the cost of one call; empty if the device
   * gains nothing by it. Whoever asks closes it.
   */
  default Optional<StepRecorder> recorder() {
    return Optional.empty();
  }

  /**
   * A way to carry tensors between this device and others that is shorter than through the host's
   * memory; empty if there is none. Whoever asks closes it, before any of the devices.
   *
   * @param others other devices than this one, one or more
   */
  default Optional<Exchange> exchange(List<Device> others) {
    return Optional.empty();
  }

  /** How many threads of the host may prepare what the device works on; at least 1. */
  default int hostThreads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Waits until everything that was asked of the device has been done. */
  void synchronize();

  @Override
  void close();
}
