package dev.conv4j.gpu;

import dev.conv4j.DeviceException;
import dev.conv4j.Problem;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.NoRoomException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.spi.PooledMemory;
import org.jspecify.annotations.Nullable;

/** The memory of a GPU's tensors. */
public final class GpuMemory extends PooledMemory<GpuStorage> {
  private final GpuRuntime runtime;

  GpuMemory(GpuRuntime runtime) {
    super(runtime.facts().name());
    this.runtime = runtime;
  }

  @Override
  protected GpuStorage create(ElementType type, long count) {
    if (count > Long.MAX_VALUE / 2 / type.bytes()) {
      throw outOfMemory(count + " elements of " + type, null);
    }
    long bytes = Math.max(Integer.BYTES, count * type.bytes());
    try {
      return new GpuStorage(runtime, type, count, runtime.allocate(bytes));
    } catch (NoRoomException e) {
      throw outOfMemory(size(bytes), e);
    }
  }

  private DeviceException outOfMemory(String asked, @Nullable NoRoomException cause) {
    String holders = holders();
    return new DeviceException(
        new Problem(
            runtime.facts().name(),
            "room for %s more".formatted(asked),
            "%s free of %s%s"
                .formatted(
                    size(runtime.freeBytes()),
                    size(runtime.facts().totalBytes()),
                    holders.isEmpty() ? "" : "; most is held by " + holders),
            "Use a smaller batch (--batch-size), or smaller images"),
        cause);
  }

  @Override
  public long roomForData() {
    return runtime.freeBytes();
  }

  @Override
  protected void dispose(GpuStorage storage) {
    runtime.free(storage.buffer());
  }
}
