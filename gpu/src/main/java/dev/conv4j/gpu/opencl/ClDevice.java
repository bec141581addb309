package dev.conv4j.gpu.opencl;

import static dev.conv4j.gpu.opencl.ClConstants.DEVICE_TYPE_CPU;
import static dev.conv4j.gpu.opencl.ClConstants.DEVICE_TYPE_GPU;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device that the loader knows of, before it is opened.
 *
 * @param id the driver's handle
 * @param platform the handle of the platform it belongs to
 * @param platformName such as {@code Portable Computing Language}
 * @param platformVersion such as {@code OpenCL 3.0 PoCL 3.1}
 * @param model what it is called
 * @param type bits of {@code cl_device_type}
 * @param version such as {@code OpenCL 3.0 CUDA}
 * @param driver the driver's version
 * @param totalBytes its memory
 * @param usable whether it is there and has a compiler
 */
record ClDevice(
    long id,
    long platform,
    String platformName,
    String platformVersion,
    String model,
    long type,
    String version,
    String driver,
    long totalBytes,
    boolean usable) {
  private static final Pattern VERSION = Pattern.compile("OpenCL (\\d+)\\.(\\d+)");

  boolean isGpu() {
    return (type & DEVICE_TYPE_GPU) != 0;
  }

  boolean isCpu() {
    return (type & DEVICE_TYPE_CPU) != 0;
  }

  /** Whether it speaks OpenCL 1.2, which kernels are written in. */
  boolean isNewEnough() {
    Matcher found = VERSION.matcher(version);
    if (!found.find()) {
      return false;
    }
    int major = Integer.parseInt(found.group(1));
    return major > 1 || (major == 1 && Integer.parseInt(found.group(2)) >= 2);
  }

  /** The driver and its version. */
  String driverText() {
    return platformName + " " + driver + " (" + version.strip() + ")";
  }

  /** What it is, for people. */
  String description() {
    String kind = isGpu() ? "" : isCpu() ? " (a CPU)" : " (an accelerator)";
    return "%s%s, %,d MiB, %s".formatted(model, kind, totalBytes >> 20, driverText());
  }
}
