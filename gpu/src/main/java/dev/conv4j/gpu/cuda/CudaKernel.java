package dev.conv4j.gpu.cuda;

import dev.conv4j.gpu.runtime.GpuKernel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled kernel.
 *
 * @param owner the device it belongs to
 * @param handle the driver's function
 * @param parameters how many bytes each of its parameters has; null if the driver, older than CUDA
 *     12.4, does not tell
 */
record CudaKernel(CudaContext owner, String name, long handle, @Nullable List<Integer> parameters)
    implements GpuKernel {}
