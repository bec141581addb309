package dev.conv4j.cpu;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.spi.PooledMemory;
import dev.conv4j.tensor.spi.Storage;

/** Java arrays as device memory. */
final class HostMemory extends PooledMemory<ArrayStorage> {
  /** The longest array that every JVM gives. */
  static final long MOST_ELEMENTS = Integer.MAX_VALUE - 8L;

  /** An array borrowed for the length of one kernel; its contents are undefined. */
  final class Loan implements AutoCloseable {
    private final Storage storage;

    private Loan(long count) {
      storage = allocate(ElementType.FLOAT32, count);
    }

    float[] floats() {
      return ((ArrayStorage.Floats) storage).values();
    }

    @Override
    public void close() {
      release(storage);
    }
  }

  private final String device;
  private final boolean doublePrecision;

  /**
   * @param doublePrecision whether float32 tensors keep float64 inside
   */
  HostMemory(String device, boolean doublePrecision) {
    super(device);
    this.device = device;
    this.doublePrecision = doublePrecision;
  }

  /** Lends an array of this size to a kernel. */
  Loan borrow(long count) {
    return new Loan(count);
  }

  @Override
  protected ArrayStorage create(ElementType type, long count) {
    if (count > MOST_ELEMENTS) {
      throw new DeviceException(
          device,
          "a tensor of at most " + MOST_ELEMENTS + " elements, what a Java array can hold",
          Long.toString(count),
          "Use smaller batches or images");
    }
    try {
      return array(type, (int) count);
    } catch (OutOfMemoryError e) {
      throw outOfMemory(type, count);
    }
  }

  private ArrayStorage array(ElementType type, int count) {
    return switch (type) {
      case FLOAT32 ->
          doublePrecision
              ? new ArrayStorage.Doubles(new double[count])
              : new ArrayStorage.Floats(new float[count]);
      case INT32 -> new ArrayStorage.Ints(new int[count]);
      case UINT8 -> new ArrayStorage.Bytes(new byte[count]);
      case BFLOAT16, FLOAT16 ->
          throw new DeviceException(
              device, "float32, int32 or uint8", type.toString(), "Half precision needs a GPU");
    };
  }

  private DeviceException outOfMemory(ElementType type, long count) {
    return new DeviceException(
        device,
        "room for " + size(count * type.bytes()) + " more",
        "a Java heap of %s with %s in tensors%s"
            .formatted(
                size(Runtime.getRuntime().maxMemory()),
                size(use().bytesInUse()),
                holders().isEmpty() ? "" : ", most of all " + holders()),
        "Use a smaller batch, or a larger heap (-Xmx)");
  }

  @Override
  protected void dispose(ArrayStorage storage) {
    // The garbage collector does.
  }
}
