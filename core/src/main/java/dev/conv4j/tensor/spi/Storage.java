package dev.conv4j.tensor.spi;

import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;

/**
 * The memory of one tensor. How the elements lie in it is the device's own business; reading and
 * writing always speak row-major order, outermost axis first (NCHW for images).
 *
 * <p>The methods that a storage's element type does not allow throw {@link
 * UnsupportedOperationException}; {@link dev.conv4j.tensor.Tensor} checks before it calls.
 */
public interface Storage {

  /** The type of the elements. */
  ElementType type();

  /** The number of elements. */
  long count();

  /** Copies in floating-point elements; {@code from.length == count}. */
  void write(Shape shape, float[] from);

  /** Copies out floating-point elements; {@code into.length == count}. */
  void read(Shape shape, float[] into);

  /** Copies in integer elements; {@code from.length == count}. */
  void write(Shape shape, int[] from);

  /** Copies out integer elements; {@code into.length == count}. */
  void read(Shape shape, int[] into);

  /** Copies in unsigned bytes; {@code from.length == count}. */
  default void write(Shape shape, byte[] from) {
    int[] wider = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      wider[i] = from[i] & 0xFF;
    }
    write(shape, wider);
  }

  /** Like {@link #write(Shape, float[])}, keeping as much of the precision as the device can. */
  default void write(Shape shape, double[] from) {
    float[] rounded = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      rounded[i] = (float) from[i];
    }
    write(shape, rounded);
  }

  /** Like {@link #read(Shape, float[])}, with all the precision that the device has. */
  default void read(Shape shape, double[] into) {
    float[] values = new float[into.length];
    read(shape, values);
    for (int i = 0; i < into.length; i++) {
      into[i] = values[i];
    }
  }
}
