package dev.conv4j.data;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Tensor;

/**
 * Some examples as tensors on one device.
 *
 * @param images {@code [N, C, H, W]}, normalised
 * @param labels int32 {@code [N]}
 */
public record Batch(Tensor images, Tensor labels) {

  /** The number of examples. */
  public int size() {
    return labels.shape().intExtent(0);
  }

  /**
   * This batch if it is on {@code device} already, else a copy there, to be closed by whoever asked
   * for it.
   */
  public Batch to(Device device) {
    return images.device().equals(device) ? this : new Batch(images.to(device), labels.to(device));
  }
}
