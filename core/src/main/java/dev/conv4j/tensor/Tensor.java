package dev.conv4j.tensor;

import dev.conv4j.DeviceException;
import dev.conv4j.Problem;
import dev.conv4j.ShapeException;
import dev.conv4j.tensor.spi.Storage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in a block of memory on one device, seen through a shape. Images are {@code [N, C, H,
 * W]}. There are no views and no strides, and no arithmetic either: that lives in operations.
 *
 * <p>A tensor made by a static method lives until it is closed. A tensor computed in a pass dies
 * with the pass, unless {@link #keep} lets it out; {@link #toArray} lets its values out. Using it
 * afterwards throws a {@link DeviceException} that names what computed it.
 *
 * <p>Thread safety: any number of threads may read; nobody may read while someone writes.
 */
public final class Tensor implements AutoCloseable {
  private final Device device;
  private final Shape shape;
  private final ElementType type;
  private final Object origin;
  private volatile @Nullable Storage storage;
  private volatile @Nullable Consumer<Tensor> promise;
  private boolean kept;

  private Tensor(Device device, Shape shape, ElementType type, Object origin) {
    this.device = device;
    this.shape = shape;
    this.type = type;
    this.origin = origin;
  }

  /**
   * A tensor with undefined contents.
   *
   * @param origin what it is for; its {@code toString} names the tensor in messages
   */
  public static Tensor allocate(Device device, ElementType type, Shape shape, Object origin) {
    Tensor tensor = new Tensor(device, shape, type, origin);
    tensor.storage = device.memory().allocate(type, shape.count(), origin);
    return tensor;
  }

  /**
   * A tensor that is computed when its memory is first asked for, and takes none before.
   *
   * @param compute writes the tensor, once; what it reads must be there until then
   */
  public static Tensor promise(
      Device device, ElementType type, Shape shape, Object origin, Consumer<Tensor> compute) {
    Tensor tensor = new Tensor(device, shape, type, origin);
    tensor.promise = compute;
    return tensor;
  }

  /** Whether it was promised and nobody has asked for it yet. */
  public boolean isPending() {
    return promise != null;
  }

  /**
   * A float32 tensor with these values, in row-major order.
   *
   * @throws ShapeException if there are more or fewer values than the shape has elements
   */
  public static Tensor of(Device device, Shape shape, float... values) {
    requireCount("Tensor.of", shape, values.length);
    Tensor tensor = allocate(device, ElementType.FLOAT32, shape, "Tensor.of");
    tensor.write(values);
    return tensor;
  }

  /** An int32 tensor with these values, such as the labels of a batch. */
  public static Tensor ofInts(Device device, Shape shape, int... values) {
    requireCount("Tensor.ofInts", shape, values.length);
    Tensor tensor = allocate(device, ElementType.INT32, shape, "Tensor.ofInts");
    tensor.write(values);
    return tensor;
  }

  /** A float32 tensor of zeros. */
  public static Tensor zeros(Device device, Shape shape) {
    Tensor tensor = allocate(device, ElementType.FLOAT32, shape, "Tensor.zeros");
    device.kernels().elementwise().fill(tensor, 0);
    return tensor;
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  /** What one element is. */
  public ElementType type() {
    return type;
  }

  /** Where the tensor lives. */
  public Device device() {
    return device;
  }

  /** What the tensor is for or what computed it; its {@code toString} is for people. */
  public Object origin() {
    return origin;
  }

  /** Copies these values in, in row-major order; there must be one for each element. */
  public void write(float... values) {
    requireFloating("write");
    requireCount(values.length);
    storage().write(shape, values);
  }

  /** Copies these values in, keeping as much of their precision as the device can. */
  public void write(double... values) {
    requireFloating("write");
    requireCount(values.length);
    storage().write(shape, values);
  }

  /** Copies these integers in; for int32 and uint8 tensors. */
  public void write(int... values) {
    requireInteger("write");
    requireCount(values.length);
    storage().write(shape, values);
  }

  /**
   * Copies these unsigned bytes in; for uint8 tensors.
   *
   * @throws ShapeException if the tensor is of another type, or there is not a byte for each
   *     element
   */
  public void write(byte[] values) {
    if (type != ElementType.UINT8) {
      throw wrongType("write", "a uint8 tensor");
    }
    requireCount(values.length);
    storage().write(shape, values);
  }

  /** Copies the values out into {@code into}, which must have room for exactly all. */
  public void read(float[] into) {
    requireFloating("read");
    requireCount(into.length);
    storage().read(shape, into);
  }

  /** The values in row-major order, in a new array. */
  public float[] toArray() {
    requireFloating("toArray");
    float[] values = new float[shape.intCount()];
    storage().read(shape, values);
    return values;
  }

  /** The values with all the precision that the device has; float64 on the reference device. */
  public double[] toDoubleArray() {
    requireFloating("toDoubleArray");
    double[] values = new double[shape.intCount()];
    storage().read(shape, values);
    return values;
  }

  /** The integers in row-major order, in a new array. */
  public int[] toIntArray() {
    requireInteger("toIntArray");
    int[] values = new int[shape.intCount()];
    storage().read(shape, values);
    return values;
  }

  /**
   * The only value of a tensor of one element, such as a loss.
   *
   * @throws ShapeException if there are more or fewer
   */
  public float item() {
    requireCount(1);
    return toArray()[0];
  }

  /**
   * This tensor if it is on {@code target} already, else a copy there, which lives until it is
   * closed.
   */
  public Tensor to(Device target) {
    if (target.equals(device)) {
      return this;
    }
    Tensor copy = allocate(target, type, shape, origin);
    if (type.isFloating()) {
      copy.write(toDoubleArray());
    } else {
      copy.write(toIntArray());
    }
    return copy;
  }

  /** Lets this tensor outlive the pass that computed it: it now lives until it is closed. */
  public Tensor keep() {
    if (promise != null) {
      fulfil();
    }
    kept = true;
    return this;
  }

  /** Whether {@link #keep} was called. */
  public boolean isKept() {
    return kept;
  }

  /** Gives the memory back. Closing twice does nothing. */
  @Override
  public void close() {
    Storage held = storage;
    storage = null;
    promise = null;
    if (held != null) {
      device.memory().release(held);
    }
  }

  /**
   * The memory itself; for kernels.
   *
   * @throws DeviceException if the tensor was closed
   */
  public Storage storage() {
    if (promise != null) {
      fulfil();
    }
    Storage held = storage;
    if (held == null) {
      throw new DeviceException(
          origin.toString(),
          "an open tensor",
          shape + " that was closed, or whose pass was closed",
          "Read it before, with toArray() or item(), or let it out with keep()");
    }
    return held;
  }

  /** Computes what was promised, unless someone else does, or it is asked for while computed. */
  private synchronized void fulfil() {
    Consumer<Tensor> compute = promise;
    if (compute == null || storage != null) {
      return;
    }
    storage = device.memory().allocate(type, shape.count(), origin);
    try {
      compute.accept(this);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    promise = null;
  }

  /** What it is and where, not what is in it: {@code Tensor [64, 10] float32 on cpu}. */
  @Override
  public String toString() {
    return "Tensor " + shape + " " + type + " on " + device.name();
  }

  private void requireCount(long values) {
    requireCount(origin, shape, values);
  }

  private static void requireCount(Object place, Shape shape, long values) {
    if (values != shape.count()) {
      throw new ShapeException(
          place.toString(),
          shape.count() + " values for shape " + shape,
          Long.toString(values),
          "");
    }
  }

  private void requireFloating(String method) {
    if (!type.isFloating()) {
      throw wrongType(method, "a floating-point tensor");
    }
  }

  private void requireInteger(String method) {
    if (type.isFloating()) {
      throw wrongType(method, "an integer tensor");
    }
  }

  private ShapeException wrongType(String method, String expected) {
    return new ShapeException(
        new Problem(origin + ", " + method, expected, type.toString(), ""), null);
  }
}
