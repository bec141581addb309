package dev.conv4j.gpu.runtime;

/**
 * A block of a device's memory.
 *
 * @param handle what the driver knows it by: an address, or a handle
 * @param bytes its size
 * @param number counts the buffers of a runtime, so that a handle that the driver uses again is not
 *     taken for the old one
 */
public record GpuBuffer(long handle, long bytes, long number) {}
