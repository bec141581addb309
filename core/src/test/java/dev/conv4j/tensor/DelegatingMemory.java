package dev.conv4j.tensor;

import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.MemoryUse;
import dev.conv4j.tensor.spi.Storage;

/** Memory that is another's, but for what a test changes. */
public class DelegatingMemory implements Memory {
  private final Memory memory;

  /** Does what {@code memory} does. */
  public DelegatingMemory(Memory memory) {
    this.memory = memory;
  }

  @Override
  public Storage allocate(ElementType type, long count, Object origin) {
    return memory.allocate(type, count, origin);
  }

  @Override
  public void release(Storage storage) {
    memory.release(storage);
  }

  @Override
  public void trim() {
    memory.trim();
  }

  @Override
  public long roomForData() {
    return memory.roomForData();
  }

  @Override
  public MemoryUse use() {
    return memory.use();
  }
}
