package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data set of images that a program has in memory.
 *
 * <pre>{@code
 * Dataset shapes =
 *     new DatasetBuilder(Shape.of(1, 8, 8)).add(circle, "circle").add(square, "square").build();
 * }</pre>
 *
 * <p>Thread safety: one thread.
 */
public final class DatasetBuilder {
  private static final int MOST_BYTE_CLASSES = 256;

  private final Shape imageShape;
  private final int perImage;
  private final List<Object> images = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private List<String> labels = List.of();

  /**
   * No images yet.
   *
   * @param imageShape {@code [C, H, W]} of each image
   */
  public DatasetBuilder(Shape imageShape) {
    if (imageShape.rank() != 3 || imageShape.count() == 0) {
      throw new DataException("image", "a shape [C, H, W]", imageShape.toString(), "");
    }
    this.imageShape = imageShape;
    this.perImage = Math.toIntExact(imageShape.count());
  }

  /**
   * Sets the classes and their order; without, they are those of the images, sorted by name,
   * numbers by their value.
   */
  public DatasetBuilder labels(List<String> classes) {
    labels = List.copyOf(classes);
    return this;
  }

  /**
   * Adds an image of unsigned bytes, 0 being black and 255 white.
   *
   * @param pixels {@code [C, H, W]} in row-major order; they are copied
   * @param label the name of its class
   * @throws DataException if there are more or fewer pixels than an image has
   */
  public DatasetBuilder add(byte[] pixels, String label) {
    requireCount(pixels.length);
    return put(pixels.clone(), label);
  }

  /**
   * Adds an image of values from 0, which is black, to 1, which is white.
   *
   * @param pixels {@code [C, H, W]} in row-major order; they are copied
   * @param label the name of its class
   * @throws DataException if there are more or fewer pixels than an image has, or others
   */
  public DatasetBuilder add(float[] pixels, String label) {
    requireCount(pixels.length);
    for (float pixel : pixels) {
      if (!(pixel >= 0 && pixel <= 1)) {
        throw new DataException(
            place(),
            "values from 0 to 1",
            Float.toString(pixel),
            "Divide by the value of white; a model normalises by itself");
      }
    }
    Object packed = KeptImages.packed(pixels, 0, perImage, new AtomicLong(Long.MAX_VALUE));
    return put(packed == null ? pixels.clone() : packed, label);
  }

  private DatasetBuilder put(Object pixels, String label) {
    images.add(pixels);
    names.add(label);
    return this;
  }

  private void requireCount(int pixels) {
    if (pixels != perImage) {
      throw new DataException(
          place(),
          perImage + " pixels, as " + imageShape + " has",
          Integer.toString(pixels),
          "Channels come first, then rows");
    }
  }

  private String place() {
    return "image " + images.size();
  }

  /**
   * The data set of all images so far.
   *
   * @throws DataException if there are none, or one is of a class that {@link #labels} did not name
   */
  public Dataset build() {
    if (images.isEmpty()) {
      throw new DataException("data", "at least one image", "none", "");
    }
    Labels known = Labels.of(labels, names);
    int[] classes = new int[images.size()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = known.number(names.get(i), "label of image " + i);
    }
    boolean bytes = images.stream().allMatch(byte[].class::isInstance);
    long pixels = (long) images.size() * perImage;
    boolean oneArray =
        bytes && known.names().size() <= MOST_BYTE_CLASSES && pixels < Integer.MAX_VALUE - 8;
    return oneArray ? ofBytes(known.names(), classes) : packed(known.names(), classes);
  }

  private Dataset ofBytes(List<String> classNames, int[] classes) {
    byte[] pixels = new byte[images.size() * perImage];
    byte[] numbers = new byte[classes.length];
    for (int i = 0; i < classes.length; i++) {
      System.arraycopy((byte[]) images.get(i), 0, pixels, i * perImage, perImage);
      numbers[i] = (byte) classes[i];
    }
    return new ByteImages(imageShape, classNames, pixels, numbers);
  }

  private Dataset packed(List<String> classNames, int[] classes) {
    return new PackedImages(
        imageShape, classNames, images.toArray(new @Nullable Object[0]), classes);
  }
}
