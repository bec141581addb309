package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.spi.Memory;

/** Memory of the device's pool that a kernel borrows; what is asked later may have it again. */
record Scratch(Memory memory, GpuStorage storage) implements AutoCloseable {

  static Scratch take(Memory memory, long bytes) {
    return new Scratch(memory, (GpuStorage) memory.allocate(ElementType.UINT8, Math.max(1, bytes)));
  }

  GpuBuffer buffer() {
    return storage.buffer();
  }

  @Override
  public void close() {
    memory.release(storage);
  }
}
