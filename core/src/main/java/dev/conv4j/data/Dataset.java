package dev.conv4j.data;

import dev.conv4j.tensor.Shape;
import java.util.List;

/**
 * Labelled images by number. All have the same shape.
 *
 * <p>Thread safety: any number of threads may read.
 */
public interface Dataset {

  /** The number of examples. */
  int size();

  /** The shape of one image, {@code [C, H, W]}. */
  Shape imageShape();

  /** The names of the classes. */
  List<String> labels();

  /** The class of an example, from 0 to {@code labels().size() - 1}. */
  int label(int index);

  /**
   * What people call an example: the path of its picture, from the folder of the data, or else
   * {@code image 93}.
   */
  default String name(int index) {
    return "image " + index;
  }

  /**
   * Reads one image, as values in [0, 1] in row-major order; the same values each time.
   *
   * @param into receives {@code imageShape().count()} values from {@code at}
   */
  void readImage(int index, float[] into, int at);

  /**
   * Reads one image as unsigned bytes, of which {@code b} stands for the value {@code b / 255}, if
   * all images of this set are such; else does nothing.
   *
   * @param into receives {@code imageShape().count()} bytes from {@code at}
   * @return whether they are
   */
  default boolean readBytes(int index, byte[] into, int at) {
    return false;
  }

  /**
   * Whether reading an image is nothing but copying it. What is not in memory is read from its
   * files once, and kept while there is room.
   */
  default boolean isInMemory() {
    return false;
  }

  /**
   * SHA-256 of the content, in hexadecimal: of shapes, pixels and labels, whatever files they came
   * from. Two sets with the same digest hold the same examples in the same order.
   */
  String sha256();
}
