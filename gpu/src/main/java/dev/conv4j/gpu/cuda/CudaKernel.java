package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.runtime.GpuKernel;

/**
 * A compiled kernel.
 *
 * @param owner the device it belongs to
 * @param handle the driver's function
 */
record CudaKernel(CudaContext owner, String name, long handle) implements GpuKernel {}
