package dev.conv4j.gpu.opencl;

import dev.conv4j.gpu.runtime.GpuKernel;

/**
 * A kernel of an open device.
 *
 * @param owner the device
 * @param parameters how many arguments it takes
 */
record ClKernel(ClContext owner, String name, long handle, int parameters) implements GpuKernel {}
