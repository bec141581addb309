package dev.conv4j.tensor.spi;

/**
 * A device's memory at one moment.
 *
 * @param bytesInUse held by tensors
 * @param bytesKept not held by any tensor, kept for the next one
 * @param allocations how often memory was asked of the system since the device was opened; stands
 *     still once a program repeats itself
 * @param peakBytes the most that tensors ever held at once
 */
public record MemoryUse(long bytesInUse, long bytesKept, long allocations, long peakBytes) {}
