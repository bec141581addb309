package dev.conv4j.gpu.runtime;

import dev.conv4j.tensor.spi.Storage;

/** The memory of one tensor on a GPU, as kernels see it. */
public interface GpuBlock extends Storage {

  /** Where the elements lie, in row-major order; of one byte at least, where there are none. */
  GpuBuffer buffer();

  /**
   * The least of the integers that the host wrote last; 0 where it wrote none. With it a label that
   * is no class is found without waiting for the device.
   */
  int leastWritten();

  /** The greatest of the integers that the host wrote last; 0 where it wrote none. */
  int greatestWritten();
}
