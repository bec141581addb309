package dev.conv4j.gpu.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kernel's arguments, in the order of its parameters. */
public final class Arguments {

  /** One argument. */
  public sealed interface Argument {}

  /** A pointer to a buffer's start; null where {@code buffer} is null. */
  public record Pointer(@Nullable GpuBuffer buffer) implements Argument {}

  /** A C {@code int}. */
  public record Int(int value) implements Argument {}

  /** A 64-bit integer: the header word {@code LONG}. */
  public record Int64(long value) implements Argument {}

  /** A C {@code float}. */
  public record Real(float value) implements Argument {}

  private final List<Argument> all = new ArrayList<>(12);

  /** Arguments that begin with these buffers. */
  public static Arguments of(GpuBuffer... buffers) {
    Arguments arguments = new Arguments();
    for (GpuBuffer buffer : buffers) {
      arguments.buffer(buffer);
    }
    return arguments;
  }

  /** Adds a buffer, or the null pointer. */
  public Arguments buffer(@Nullable GpuBuffer buffer) {
    all.add(new Pointer(buffer));
    return this;
  }

  /** Adds integers. */
  public Arguments ints(int... values) {
    for (int value : values) {
      all.add(new Int(value));
    }
    return this;
  }

  /** Adds 64-bit integers. */
  public Arguments longs(long... values) {
    for (long value : values) {
      all.add(new Int64(value));
    }
    return this;
  }

  /** Adds a number. */
  public Arguments real(float value) {
    all.add(new Real(value));
    return this;
  }

  /** All of them. */
  public List<Argument> all() {
    return List.copyOf(all);
  }
}
