package dev.conv4j.cpu;

import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Storage;

/** A Java array as the memory of a tensor, in row-major order. */
abstract sealed class ArrayStorage implements Storage {
  private final ElementType type;

  private ArrayStorage(ElementType type) {
    this.type = type;
  }

  /** The elements of a float32 tensor of the {@code cpu} device. */
  static float[] floats(Tensor tensor) {
    return ((Floats) tensor.storage()).values();
  }

  /** The elements of a float32 tensor of the {@code reference} device. */
  static double[] doubles(Tensor tensor) {
    return ((Doubles) tensor.storage()).values;
  }

  /** The elements of an int32 tensor of either device. */
  static int[] ints(Tensor tensor) {
    return ((Ints) tensor.storage()).values;
  }

  /** The elements of a uint8 tensor of either device. */
  static byte[] bytes(Tensor tensor) {
    return ((Bytes) tensor.storage()).values;
  }

  /** The array itself, whatever its type. */
  static Object array(Tensor tensor) {
    return switch ((ArrayStorage) tensor.storage()) {
      case Floats floats -> floats.values;
      case Doubles doubles -> doubles.values;
      case Ints ints -> ints.values;
      case Bytes bytes -> bytes.values;
    };
  }

  @Override
  public final ElementType type() {
    return type;
  }

  @Override
  public void write(Shape shape, float[] from) {
    throw new UnsupportedOperationException(type + " written as float");
  }

  @Override
  public void read(Shape shape, float[] into) {
    throw new UnsupportedOperationException(type + " read as float");
  }

  @Override
  public void write(Shape shape, int[] from) {
    throw new UnsupportedOperationException(type + " written as int");
  }

  @Override
  public void read(Shape shape, int[] into) {
    throw new UnsupportedOperationException(type + " read as int");
  }

  /** float32. */
  static final class Floats extends ArrayStorage {
    private final float[] values;

    Floats(float[] values) {
      super(ElementType.FLOAT32);
      this.values = values;
    }

    float[] values() {
      return values;
    }

    @Override
    public long count() {
      return values.length;
    }

    @Override
    public void write(Shape shape, float[] from) {
      System.arraycopy(from, 0, values, 0, values.length);
    }

    @Override
    public void read(Shape shape, float[] into) {
      System.arraycopy(values, 0, into, 0, values.length);
    }
  }

  /** float32 to the outside, float64 inside. */
  static final class Doubles extends ArrayStorage {
    private final double[] values;

    Doubles(double[] values) {
      super(ElementType.FLOAT32);
      this.values = values;
    }

    @Override
    public long count() {
      return values.length;
    }

    @Override
    public void write(Shape shape, float[] from) {
      for (int i = 0; i < values.length; i++) {
        values[i] = from[i];
      }
    }

    @Override
    public void read(Shape shape, float[] into) {
      for (int i = 0; i < values.length; i++) {
        into[i] = (float) values[i];
      }
    }

    @Override
    public void write(Shape shape, double[] from) {
      System.arraycopy(from, 0, values, 0, values.length);
    }

    @Override
    public void read(Shape shape, double[] into) {
      System.arraycopy(values, 0, into, 0, values.length);
    }
  }

  /** int32. */
  static final class Ints extends ArrayStorage {
    private final int[] values;

    Ints(int[] values) {
      super(ElementType.INT32);
      this.values = values;
    }

    @Override
    public long count() {
      return values.length;
    }

    @Override
    public void write(Shape shape, int[] from) {
      System.arraycopy(from, 0, values, 0, values.length);
    }

    @Override
    public void read(Shape shape, int[] into) {
      System.arraycopy(values, 0, into, 0, values.length);
    }
  }

  /** uint8. */
  static final class Bytes extends ArrayStorage {
    private final byte[] values;

    Bytes(byte[] values) {
      super(ElementType.UINT8);
      this.values = values;
    }

    @Override
    public long count() {
      return values.length;
    }

    @Override
    public void write(Shape shape, int[] from) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (byte) from[i];
      }
    }

    @Override
    public void write(Shape shape, byte[] from) {
      System.arraycopy(from, 0, values, 0, values.length);
    }

    @Override
    public void read(Shape shape, int[] into) {
      for (int i = 0; i < values.length; i++) {
        into[i] = values[i] & 0xFF;
      }
    }
  }
}
