package dev.conv4j.data;

import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All examples of a data set on a device with memory of its own, so that a batch is chosen there
 * and no pixel crosses over after the first. The bits of a batch are those that the host would have
 * sent: images of bytes stay bytes, each of which stands for its normalised value; of others the
 * normalised values are kept.
 */
final class ResidentImages implements AutoCloseable {
  /** The share of the device's free memory that images may take. */
  private static final int SHARE = 4;

  /** Bytes that cross over at once. */
  private static final int PIECE = 1 << 23;

  private static final int BYTE_VALUES = 256;

  private final Device device;
  private final Dataset data;
  private final Normalization normalization;
  private final Tensor pixels;
  private final @Nullable Tensor values;
  private final Tensor labels;
  private final Tensor order;

  private ResidentImages(
      Device device, Dataset data, Normalization normalization, ElementType type) {
    this.device = device;
    this.data = data;
    this.normalization = normalization;
    pixels = Tensor.allocate(device, type, data.imageShape().batched(data.size()), "images");
    labels = Tensor.allocate(device, ElementType.INT32, Shape.of(data.size()), "labels");
    order = Tensor.allocate(device, ElementType.INT32, Shape.of(data.size()), "order");
    values = type == ElementType.UINT8 ? valuesOfBytes() : null;
  }

  /** The examples, if they are in memory and the device has room for them to spare. */
  static Optional<ResidentImages> of(Dataset data, Normalization normalization, Device device) {
    long room = device.memory().roomForData() / SHARE;
    long elements = data.imageShape().batched(data.size()).count();
    if (!data.isInMemory() || elements > room) {
      return Optional.empty();
    }
    byte[] first = new byte[data.imageShape().intCount()];
    ElementType type = data.readBytes(0, first, 0) ? ElementType.UINT8 : ElementType.FLOAT32;
    if (elements * type.bytes() > room) {
      return Optional.empty();
    }
    ResidentImages resident = new ResidentImages(device, data, normalization, type);
    try {
      resident.upload(type);
      return Optional.of(resident);
    } catch (RuntimeException | Error e) {
      resident.close();
      throw e;
    }
  }

  private Tensor valuesOfBytes() {
    int channels = normalization.channels();
    float[] table = new float[channels * BYTE_VALUES];
    byte[] all = new byte[BYTE_VALUES];
    for (int i = 0; i < BYTE_VALUES; i++) {
      all[i] = (byte) i;
    }
    for (int c = 0; c < channels; c++) {
      ByteImages.read(all, 0, BYTE_VALUES, table, c * BYTE_VALUES);
    }
    normalization.apply(table, 0, BYTE_VALUES);
    return Tensor.of(device, Shape.of(channels, BYTE_VALUES), table);
  }

  private void upload(ElementType type) {
    int[] classes = new int[data.size()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = data.label(i);
    }
    labels.write(classes);
    int perImage = data.imageShape().intCount();
    int inPiece = Math.clamp(PIECE / ((long) perImage * type.bytes()), 1, data.size());
    for (int from = 0; from < data.size(); from += inPiece) {
      int count = Math.min(inPiece, data.size() - from);
      Shape shape = data.imageShape().batched(count);
      try (Tensor piece = Tensor.allocate(device, type, shape, "images")) {
        if (type == ElementType.UINT8) {
          piece.write(bytes(from, count, perImage));
        } else {
          piece.write(floats(from, count, perImage));
        }
        device.kernels().batches().store(piece, pixels, from);
      }
    }
  }

  private byte[] bytes(int from, int count, int perImage) {
    byte[] piece = new byte[count * perImage];
    for (int i = 0; i < count; i++) {
      if (!data.readBytes(from + i, piece, i * perImage)) {
        throw new IllegalStateException("image %d is not of bytes, others are".formatted(from + i));
      }
    }
    return piece;
  }

  private float[] floats(int from, int count, int perImage) {
    float[] piece = new float[count * perImage];
    for (int i = 0; i < count; i++) {
      data.readImage(from + i, piece, i * perImage);
      normalization.apply(piece, i * perImage, perImage / normalization.channels());
    }
    return piece;
  }

  /** From now on batches are chosen in this order of all examples. */
  void arrange(int[] numbers) {
    order.write(numbers);
  }

  /** Fills a batch with the examples that follow {@code first} in the order. */
  void fill(Batch batch, int first) {
    BatchKernels kernels = device.kernels().batches();
    kernels.images(pixels, values, order, first, null, batch.images());
    kernels.select(labels, order, first, batch.labels());
  }

  @Override
  public void close() {
    pixels.close();
    labels.close();
    order.close();
    if (values != null) {
      values.close();
    }
  }
}
