package dev.conv4j.gpu;

import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Storage;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The memory of one tensor on a GPU, in row-major order. */
public final class GpuStorage implements Storage {

  /**
   * The least and the greatest of some integers.
   *
   * @param least not greater than {@code greatest}
   */
  public record Range(int least, int greatest) {}

  private final GpuRuntime runtime;
  private final ElementType type;
  private final long count;
  private final GpuBuffer buffer;
  private volatile @Nullable Range written;

  GpuStorage(GpuRuntime runtime, ElementType type, long count, GpuBuffer buffer) {
    this.runtime = runtime;
    this.type = type;
    this.count = count;
    this.buffer = buffer;
  }

  /** The storage of a tensor that is on a GPU. */
  public static GpuStorage of(Tensor tensor) {
    return (GpuStorage) tensor.storage();
  }

  /** The device's memory; 4 bytes at least, also for no elements. */
  public GpuBuffer buffer() {
    return buffer;
  }

  /**
   * Of the integers that the host wrote last; null if there were none. Labels are checked by it,
   * for which nobody has to wait.
   */
  public @Nullable Range written() {
    return written;
  }

  /** Says that every integer here is one of those of {@code other}, which a kernel chose from. */
  public void chosenFrom(GpuStorage other) {
    written = other.written;
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public void write(Shape shape, float[] from) {
    switch (type) {
      case FLOAT32 -> write(MemorySegment.ofArray(from));
      case FLOAT16, BFLOAT16 -> write(MemorySegment.ofArray(Halves.of(type, from)));
      case INT32, UINT8 -> throw new UnsupportedOperationException(type + " written as float");
    }
  }

  @Override
  public void read(Shape shape, float[] into) {
    switch (type) {
      case FLOAT32 -> read(MemorySegment.ofArray(into));
      case FLOAT16, BFLOAT16 -> {
        short[] halves = new short[into.length];
        read(MemorySegment.ofArray(halves));
        Halves.widen(type, halves, into);
      }
      case INT32, UINT8 -> throw new UnsupportedOperationException(type + " read as float");
    }
  }

  @Override
  public void write(Shape shape, int[] from) {
    switch (type) {
      case INT32 -> {
        written = range(from);
        write(MemorySegment.ofArray(from));
      }
      case UINT8 -> {
        byte[] bytes = new byte[from.length];
        for (int i = 0; i < from.length; i++) {
          bytes[i] = (byte) from[i];
        }
        write(MemorySegment.ofArray(bytes));
      }
      case FLOAT32, FLOAT16, BFLOAT16 ->
          throw new UnsupportedOperationException(type + " written as int");
    }
  }

  @Override
  public void write(Shape shape, byte[] from) {
    if (type != ElementType.UINT8) {
      throw new UnsupportedOperationException(type + " written as bytes");
    }
    write(MemorySegment.ofArray(from));
  }

  @Override
  public void read(Shape shape, int[] into) {
    switch (type) {
      case INT32 -> read(MemorySegment.ofArray(into));
      case UINT8 -> {
        byte[] bytes = new byte[into.length];
        read(MemorySegment.ofArray(bytes));
        for (int i = 0; i < into.length; i++) {
          into[i] = bytes[i] & 0xFF;
        }
      }
      case FLOAT32, FLOAT16, BFLOAT16 ->
          throw new UnsupportedOperationException(type + " read as int");
    }
  }

  private static @Nullable Range range(int[] values) {
    if (values.length == 0) {
      return null;
    }
    int least = values[0];
    int greatest = values[0];
    for (int value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    return new Range(least, greatest);
  }

  private void write(MemorySegment values) {
    if (values.byteSize() > 0) {
      runtime.write(values, buffer);
    }
  }

  private void read(MemorySegment into) {
    if (into.byteSize() > 0) {
      runtime.read(buffer, into);
    }
  }
}
