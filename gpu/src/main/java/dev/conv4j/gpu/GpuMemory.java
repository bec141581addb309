package dev.conv4j.gpu;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.spi.PooledMemory;

/** The memory of a GPU's tensors. */
public final class GpuMemory extends PooledMemory<GpuStorage> {
  private final GpuRuntime runtime;

  GpuMemory(GpuRuntime runtime) {
    super(runtime.facts().name());
    this.runtime = runtime;
  }

  @Override
  protected GpuStorage create(ElementType type, long count) {
    long free = runtime.freeBytes();
    if (count > free / type.bytes()) {
      throw outOfMemory(type, count, free);
    }
    long bytes = Math.max(Integer.BYTES, count * type.bytes());
    return new GpuStorage(runtime, type, count, runtime.allocate(bytes));
  }

  private DeviceException outOfMemory(ElementType type, long count, long free) {
    return new DeviceException(
        runtime.facts().name(),
        "room for %,d elements of %s".formatted(count, type),
        "%,d MiB of which %,d are free".formatted(runtime.facts().totalBytes() >> 20, free >> 20),
        "Use a smaller batch");
  }

  @Override
  protected void dispose(GpuStorage storage) {
    runtime.free(storage.buffer());
  }
}
