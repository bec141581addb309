package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.NoRoomException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The memory that a device holds. All methods are called while the context is asked. */
final class CudaBuffers {
  private final CudaContext context;
  private final Map<Long, GpuBuffer> live = new HashMap<>();
  private long made;

  CudaBuffers(CudaContext context) {
    this.context = context;
  }

  long freeBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(JAVA_LONG, 2);
      context.check(
          "asking for its memory",
          context.driver().memoryInfo.call(numbers, numbers.asSlice(Long.BYTES)));
      return numbers.getAtIndex(JAVA_LONG, 0);
    }
  }

  GpuBuffer allocate(long bytes) throws NoRoomException {
    if (bytes < 1) {
      throw new DeviceException(context.name(), "1 byte or more", bytes + " bytes", "");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(JAVA_LONG);
      long status = context.driver().memoryAllocate.call(address, bytes);
      if (status == CudaStatus.OUT_OF_MEMORY) {
        throw new NoRoomException(CudaStatus.name(context.driver(), status));
      }
      context.check("taking memory", status);
      GpuBuffer buffer = new GpuBuffer(address.get(JAVA_LONG, 0), bytes, made++);
      live.put(buffer.number(), buffer);
      return buffer;
    }
  }

  /** Gives memory back; the driver waits for what uses it. */
  void free(GpuBuffer buffer) {
    if (live.remove(buffer.number(), buffer)) {
      context.check(
          "waiting for memory", context.driver().streamSynchronize.call(context.stream()));
      context.check("giving memory back", context.driver().memoryFree.call(buffer.handle()));
    }
  }

  /** Requires a buffer of this device that was not freed, and that {@code bytes} fit into. */
  void require(GpuBuffer buffer, long bytes) {
    if (!buffer.equals(live.get(buffer.number()))) {
      throw new DeviceException(
          context.name(),
          "memory of this device that is in use",
          "a buffer that was given back, or is another device's",
          "Use no tensor after it or its device was closed");
    }
    if (bytes > buffer.bytes()) {
      throw new DeviceException(
          context.name(), "at most " + buffer.bytes() + " bytes", bytes + " bytes", "");
    }
    CudaCapture capture = context.captures().get();
    if (capture != null) {
      capture.uses(buffer);
    }
  }

  void close() {
    live.values().forEach(buffer -> context.driver().memoryFree.call(buffer.handle()));
    live.clear();
  }
}
