package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the driver tells of a device.
 *
 * @param index its place among the devices, from 0
 * @param handle what the driver calls it by
 * @param model its name
 * @param totalBytes its memory
 * @param major its compute capability, the part before the point
 * @param minor the part after the point
 * @param driverVersion the version of CUDA that the driver speaks, 1000 times the major and 10
 *     times the minor version
 */
record CudaFacts(
    int index,
    int handle,
    String model,
    long totalBytes,
    int major,
    int minor,
    int multiprocessors,
    int sharedBytes,
    int mostThreads,
    int driverVersion) {
  private static final int LONGEST_NAME = 256;

  /** The device at an index. */
  static CudaFacts of(CudaDriver driver, CudaStatus status, int index) {
    String doing = "asking about the device";
    int handle = CudaContext.number(status, doing, driver.device, index);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(JAVA_BYTE, LONGEST_NAME);
      status.check(doing, driver.deviceName.call(name, LONGEST_NAME, handle));
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      status.check(doing, driver.deviceTotalMemory.call(bytes, handle));
      return new CudaFacts(
          index,
          handle,
          name.getString(0),
          bytes.get(JAVA_LONG, 0),
          attribute(driver, status, CudaDriver.COMPUTE_MAJOR, handle),
          attribute(driver, status, CudaDriver.COMPUTE_MINOR, handle),
          attribute(driver, status, CudaDriver.MULTIPROCESSORS, handle),
          attribute(driver, status, CudaDriver.SHARED_BYTES_PER_BLOCK, handle),
          attribute(driver, status, CudaDriver.MOST_THREADS_PER_BLOCK, handle),
          CudaContext.number(status, doing, driver.driverVersion));
    }
  }

  private static int attribute(CudaDriver driver, CudaStatus status, int attribute, int handle) {
    return CudaContext.number(
        status, "asking about the device", driver.deviceAttribute, attribute, handle);
  }

  /** Its architecture as compilers call it, such as {@code sm_90}. */
  String architecture() {
    return "sm_" + major + minor;
  }

  /** Whether its tensor cores take tf32 and bfloat16: compute capability 8.0, Ampere. */
  boolean tensorCores() {
    return major >= 8;
  }

  /** A version of CUDA for people. */
  static String version(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  /** For people: model, memory, compute capability, driver. */
  String description() {
    return "%s, %,d MiB, compute capability %d.%d, driver for CUDA %s"
        .formatted(model, totalBytes >> 20, major, minor, version(driverVersion));
  }
}
