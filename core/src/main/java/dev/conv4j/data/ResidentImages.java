package dev.conv4j.data;

import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.BatchKernels;
import dev.conv4j.tensor.spi.ImageMoves;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * All examples of a data set on a device with memory of its own, so that a batch is chosen there
 * and no pixel crosses over after the first. The bits of a batch are those that the host would have
 * sent: images of bytes stay bytes, each of which stands for its normalised value; of others the
 * normalised values are kept; and augmentations only move them.
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
  private final DrawnMoves moves;
  private final List<Tensor> allocated = new ArrayList<>();
  private final Tensor pixels;
  private final @Nullable Tensor values;
  private final Tensor colours;
  private final Tensor labels;
  private final Tensor order;

  /** Room for the numbers of a batch's moves, by its size: there are two. */
  private final Map<Integer, Tensor> numbers = new HashMap<>();

  private @Nullable EpochOrder epoch;

  private ResidentImages(
      Device device,
      Dataset data,
      Normalization normalization,
      DrawnMoves moves,
      ElementType type) {
    this.device = device;
    this.data = data;
    this.normalization = normalization;
    this.moves = moves;
    try {
      pixels = allocate(type, data.imageShape().batched(data.size()), "images");
      labels = allocate(ElementType.INT32, Shape.of(data.size()), "labels");
      order = allocate(ElementType.INT32, Shape.of(data.size()), "order of the images");
      values = type == ElementType.UINT8 ? table(BYTE_VALUES, channel -> allBytes()) : null;
      colours = table(2, this::colours);
      upload(type);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * The examples, if they are in memory, if all that is done to them can be done on the device, and
   * if it has room for them to spare.
   */
  static Optional<ResidentImages> of(
      Dataset data, Normalization normalization, Augmentations augmentations, Device device) {
    long room = device.memory().roomForData() / SHARE;
    long elements = data.imageShape().batched(data.size()).count();
    Optional<DrawnMoves> moves = DrawnMoves.of(augmentations, data.imageShape());
    if (moves.isEmpty() || !data.isInMemory() || elements > room) {
      return Optional.empty();
    }
    byte[] first = new byte[data.imageShape().intCount()];
    ElementType type = data.readBytes(0, first, 0) ? ElementType.UINT8 : ElementType.FLOAT32;
    return elements * type.bytes() > room
        ? Optional.empty()
        : Optional.of(new ResidentImages(device, data, normalization, moves.get(), type));
  }

  private Tensor allocate(ElementType type, Shape shape, String what) {
    Tensor tensor = Tensor.allocate(device, type, shape, what);
    allocated.add(tensor);
    return tensor;
  }

  private static float[] allBytes() {
    byte[] all = new byte[BYTE_VALUES];
    for (int i = 0; i < BYTE_VALUES; i++) {
      all[i] = (byte) i;
    }
    float[] values = new float[BYTE_VALUES];
    ByteImages.read(all, 0, BYTE_VALUES, values, 0);
    return values;
  }

  private float[] colours(int channel) {
    float[] colours = new float[2];
    colours[ImageMoves.MEAN] = normalization.mean().get(channel);
    return colours;
  }

  /** What the pixels that {@code row} gives for each channel are in a batch. */
  private Tensor table(int columns, IntFunction<float[]> row) {
    int channels = normalization.channels();
    float[] table = new float[channels * columns];
    for (int c = 0; c < channels; c++) {
      System.arraycopy(row.apply(c), 0, table, c * columns, columns);
    }
    normalization.apply(table, 0, columns);
    Tensor tensor = allocate(ElementType.FLOAT32, Shape.of(channels, columns), "pixels' values");
    tensor.write(table);
    return tensor;
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

  /** From now on batches are those of this epoch. */
  void arrange(EpochOrder wanted) {
    order.write(wanted.order());
    epoch = wanted;
  }

  /** Fills a batch with the examples that follow place {@code first} of the epoch. */
  void fill(Batch batch, int first) {
    BatchKernels kernels = device.kernels().batches();
    kernels.images(pixels, values, order, first, moves(first, batch.size()), batch.images());
    kernels.select(labels, order, first, batch.labels());
  }

  private @Nullable ImageMoves moves(int first, int images) {
    if (epoch == null || !epoch.augmented() || moves.steps().isEmpty()) {
      return null;
    }
    int perImage = ImageMoves.numbers(moves.steps());
    Tensor drawn =
        numbers.computeIfAbsent(
            images,
            count -> allocate(ElementType.INT32, Shape.of(count, perImage), "numbers of moves"));
    drawn.write(moves.draw(epoch, first, images));
    return new ImageMoves(moves.steps(), drawn, colours);
  }

  @Override
  public void close() {
    allocated.forEach(Tensor::close);
    allocated.clear();
  }
}
