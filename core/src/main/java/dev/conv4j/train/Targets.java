package dev.conv4j.train;

import dev.conv4j.data.Batch;
import dev.conv4j.nn.CrossEntropyLoss;
import dev.conv4j.nn.Loss;
import dev.conv4j.nn.Model;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a loss holds the predictions of a batch to, in the form that {@link TrainingOptions#loss()}
 * promises: the share of each class in each image. Labels are such shares for the cross-entropy.
 *
 * <p>Thread safety: one thread at a time.
 */
final class Targets implements AutoCloseable {
  private final Device device;
  private final int classes;

  /** The shares of an image of each class; null if labels will do. */
  private final @Nullable Tensor unmixed;

  /** Room for batches, by their sizes: there are one or two. */
  private final Map<Integer, Tensor> rooms = new HashMap<>();

  /** Targets of batches on the model's device. */
  Targets(Model model, Loss loss) {
    device = model.device();
    classes = model.labels().size();
    unmixed = loss instanceof CrossEntropyLoss ? null : identity();
  }

  private Tensor identity() {
    Tensor identity = Tensor.zeros(device, Shape.of(classes, classes));
    float[] values = new float[classes * classes];
    for (int i = 0; i < classes; i++) {
      values[i * (classes + 1)] = 1;
    }
    identity.write(values);
    return identity;
  }

  /** Takes the memory for batches of this size, so that {@link #of} only runs a kernel. */
  void makeRoom(int images) {
    if (unmixed != null) {
      room(images);
    }
  }

  private Tensor room(int images) {
    return rooms.computeIfAbsent(
        images,
        count -> Tensor.allocate(device, ElementType.FLOAT32, Shape.of(count, classes), "targets"));
  }

  /** The targets of a batch, valid until those of the next one are asked for. */
  Tensor of(Batch batch) {
    if (unmixed == null || batch.targets() != null) {
      return batch.wanted();
    }
    Tensor shares = room(batch.size());
    device.kernels().batches().select(unmixed, batch.labels(), 0, shares);
    return shares;
  }

  @Override
  public void close() {
    if (unmixed != null) {
      unmixed.close();
    }
    rooms.values().forEach(Tensor::close);
    rooms.clear();
  }
}
