package dev.conv4j.gpu.opencl;

import static dev.conv4j.gpu.opencl.ClConstants.DEVICE_NOT_FOUND;
import static dev.conv4j.gpu.opencl.ClConstants.DEVICE_TYPE_ALL;
import static dev.conv4j.gpu.opencl.ClConstants.PLATFORM_NOT_FOUND_KHR;
import static dev.conv4j.gpu.opencl.ClConstants.SUCCESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.foreign.NativeFunction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Asks the loader for its platforms and devices. */
final class ClDiscovery {
  private final OpenCl cl;

  ClDiscovery(OpenCl cl) {
    this.cl = cl;
  }

  /** All devices of all platforms, GPUs first, else in the loader's order. */
  List<ClDevice> devices() {
    List<ClDevice> devices = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      for (long platform : platforms(arena)) {
        for (long device : devices(arena, platform)) {
          devices.add(describe(platform, device));
        }
      }
    }
    devices.sort(Comparator.comparing(device -> !device.isGpu()));
    return devices;
  }

  private long[] platforms(Arena arena) {
    MemorySegment count = arena.allocate(JAVA_INT);
    long status = cl.getPlatformIds.call(0, MemorySegment.NULL, count);
    int found = count.get(JAVA_INT, 0);
    if (status == PLATFORM_NOT_FOUND_KHR || (status == SUCCESS && found == 0)) {
      return new long[0];
    }
    ClStatus.check("opencl", "asking for platforms", status);
    MemorySegment ids = arena.allocate(JAVA_LONG, found);
    ClStatus.check(
        "opencl", "asking for platforms", cl.getPlatformIds.call(found, ids, MemorySegment.NULL));
    return ids.toArray(JAVA_LONG);
  }

  private long[] devices(Arena arena, long platform) {
    MemorySegment count = arena.allocate(JAVA_INT);
    long status = cl.getDeviceIds.call(platform, DEVICE_TYPE_ALL, 0, MemorySegment.NULL, count);
    int found = count.get(JAVA_INT, 0);
    if (status == DEVICE_NOT_FOUND || (status == SUCCESS && found == 0)) {
      return new long[0];
    }
    ClStatus.check("opencl", "asking for devices", status);
    MemorySegment ids = arena.allocate(JAVA_LONG, found);
    ClStatus.check(
        "opencl",
        "asking for devices",
        cl.getDeviceIds.call(platform, DEVICE_TYPE_ALL, found, ids, MemorySegment.NULL));
    return ids.toArray(JAVA_LONG);
  }

  private ClDevice describe(long platform, long device) {
    return new ClDevice(
        device,
        platform,
        text(cl.getPlatformInfo, platform, ClConstants.PLATFORM_NAME),
        text(cl.getPlatformInfo, platform, ClConstants.PLATFORM_VERSION),
        text(cl.getDeviceInfo, device, ClConstants.DEVICE_NAME),
        number(device, ClConstants.DEVICE_TYPE),
        text(cl.getDeviceInfo, device, ClConstants.DEVICE_VERSION),
        text(cl.getDeviceInfo, device, ClConstants.DRIVER_VERSION),
        number(device, ClConstants.DEVICE_GLOBAL_MEM_SIZE),
        number(device, ClConstants.DEVICE_AVAILABLE) != 0
            && number(device, ClConstants.DEVICE_COMPILER_AVAILABLE) != 0);
  }

  /** A text about a platform or a device. */
  String text(NativeFunction info, long handle, int what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_LONG);
      ClStatus.check(
          "opencl", "asking what it is", info.call(handle, what, 0L, MemorySegment.NULL, size));
      MemorySegment text = arena.allocate(Math.max(1, size.get(JAVA_LONG, 0)));
      ClStatus.check(
          "opencl",
          "asking what it is",
          info.call(handle, what, text.byteSize(), text, MemorySegment.NULL));
      byte[] bytes = text.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
      int end = 0;
      while (end < bytes.length && bytes[end] != 0) {
        end++;
      }
      return new String(bytes, 0, end, StandardCharsets.UTF_8).strip();
    }
  }

  /** A number about a device, of up to 8 bytes. */
  long number(long device, int what) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value =
          arena.allocate(JAVA_LONG); // zeros, and these machines are little-endian
      ClStatus.check(
          "opencl",
          "asking what it is",
          cl.getDeviceInfo.call(device, what, 8L, value, MemorySegment.NULL));
      return value.get(JAVA_LONG, 0);
    }
  }
}
