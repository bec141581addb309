/**
 * Shapes, tensors and devices: numbers in a block of memory, and the thing that owns the memory and
 * computes on it. What a device must offer is in {@link dev.conv4j.tensor.spi}.
 */
package dev.conv4j.tensor;
