package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.NoRoomException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The memory that a device holds. All methods are called with the context's order held. */
final class ClBuffers {
  private final ClContext context;
  private final long largest;
  private final Map<Long, GpuBuffer> live = new HashMap<>();
  private long allocated;
  private long made;

  /**
   * No memory yet.
   *
   * @param largest the most bytes that the driver gives at once
   */
  ClBuffers(ClContext context, long largest) {
    this.context = context;
    this.largest = largest;
  }

  long freeBytes() {
    return Math.max(0, context.device().totalBytes() - allocated);
  }

  GpuBuffer allocate(long bytes) throws NoRoomException {
    if (bytes < 1) {
      throw new DeviceException(context.name(), "1 byte or more", bytes + " bytes", "");
    }
    if (bytes > largest) {
      throw new NoRoomException("the driver gives at most " + largest + " bytes at once");
    }
    if (bytes > freeBytes()) {
      throw new NoRoomException("only " + freeBytes() + " bytes are free");
    }
    long handle;
    try {
      handle = reserve(bytes);
    } catch (NoRoomException first) {
      // What was freed may still be waiting for its last command.
      context.check("waiting for memory", context.cl().finish.call(context.queue()));
      handle = reserve(bytes);
    }
    GpuBuffer buffer = new GpuBuffer(handle, bytes, made++);
    live.put(buffer.number(), buffer);
    allocated += bytes;
    return buffer;
  }

  /** Makes a buffer and has the driver really find room for it, which some put off. */
  private long reserve(long bytes) throws NoRoomException {
    OpenCl cl = context.cl();
    long handle;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_LONG);
      handle =
          cl.createBuffer.call(
              context.handle(), ClConstants.MEM_READ_WRITE, bytes, MemorySegment.NULL, status);
      refuse((int) status.get(JAVA_LONG, 0));
      long moved =
          cl.enqueueMigrateMemObjects.call(
              context.queue(),
              1,
              arena.allocateFrom(JAVA_LONG, handle),
              ClConstants.MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED,
              0,
              MemorySegment.NULL,
              MemorySegment.NULL);
      if (moved != ClConstants.SUCCESS) {
        cl.releaseMemObject.call(handle);
        refuse((int) moved);
      }
    }
    return handle;
  }

  private void refuse(int status) throws NoRoomException {
    if (ClStatus.outOfMemory(status)) {
      throw new NoRoomException(ClStatus.name(status));
    }
    context.check("taking memory", status);
  }

  void free(GpuBuffer buffer) {
    if (live.remove(buffer.number(), buffer)) {
      allocated -= buffer.bytes();
      context.cl().releaseMemObject.call(buffer.handle());
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
    if (bytes < 0 || bytes > buffer.bytes()) {
      throw new DeviceException(
          context.name(), "at most " + buffer.bytes() + " bytes", bytes + " bytes", "");
    }
  }

  void close() {
    live.values().forEach(buffer -> context.cl().releaseMemObject.call(buffer.handle()));
    live.clear();
    allocated = 0;
  }
}
