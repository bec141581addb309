package dev.conv4j.gpu.runtime;

/** A compiled kernel; lives as long as its runtime. */
public interface GpuKernel {

  /** Its name in the source. */
  String name();
}
