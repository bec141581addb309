package dev.conv4j.gpu.runtime;

/** A compiled {@link GpuSource}; lives as long as its runtime. */
public interface GpuProgram {

  /**
   * One of its kernels.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  GpuKernel kernel(String name);
}
