package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.Storage;

/**
 * Memory that a call borrows. It goes back as soon as the launches that use it were asked for: what
 * the next borrower asks for comes after them in the queue.
 */
final class Scratch implements AutoCloseable {
  private final Memory memory;
  private final Storage storage;

  /** Room for {@code count} floats. */
  Scratch(Memory memory, long count) {
    this.memory = memory;
    this.storage = memory.allocate(ElementType.FLOAT32, Math.max(count, 1));
  }

  /** Where it lies. */
  GpuBuffer buffer() {
    return ((GpuStorage) storage).buffer();
  }

  @Override
  public void close() {
    memory.release(storage);
  }
}
