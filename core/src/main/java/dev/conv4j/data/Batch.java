package dev.conv4j.data;

import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some examples as tensors on one device.
 *
 * @param images {@code [N, C, H, W]}, normalised
 * @param labels int32 {@code [N]}; of a mixture of two images the class of the larger share
 * @param targets {@code [N, classes]}, the share of each class in each image, adding up to 1; null
 *     if each image has its label alone
 */
public record Batch(Tensor images, Tensor labels, @Nullable Tensor targets)
    implements AutoCloseable {

  /** Examples that have their labels alone. */
  public Batch(Tensor images, Tensor labels) {
    this(images, labels, null);
  }

  /** The number of examples. */
  public int size() {
    return labels.shape().intExtent(0);
  }

  /** What a loss holds predictions to: the targets if there are any, else the labels. */
  public Tensor wanted() {
    return targets == null ? labels : targets;
  }

  /**
   * This batch if it is on {@code device} already, else a copy there, to be closed by whoever asked
   * for it. A batch that a {@link BatchLoader} gave is the loader's to close.
   */
  public Batch to(Device device) {
    if (images.device().equals(device)) {
      return this;
    }
    List<Tensor> copies = new ArrayList<>();
    try {
      copies.add(images.to(device));
      copies.add(labels.to(device));
      if (targets != null) {
        copies.add(targets.to(device));
      }
    } catch (RuntimeException | Error e) {
      copies.forEach(Tensor::close);
      throw e;
    }
    return new Batch(copies.get(0), copies.get(1), targets == null ? null : copies.get(2));
  }

  /** Gives the memory of the tensors back. */
  @Override
  public void close() {
    images.close();
    labels.close();
    if (targets != null) {
      targets.close();
    }
  }
}
