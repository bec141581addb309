/**
 * What a GPU computes: every family of {@link dev.conv4j.tensor.spi.Kernels}, in portable C that
 * the device's own compiler compiles, and the grids and arguments that it is launched with.
 *
 * <p>A source sees the words of {@code opencl.h} or {@code cuda.h}, which make the two languages
 * one. Sums are taken in an order that the sizes alone decide, and never with atomics: the same
 * inputs give the same bits on a device.
 */
package dev.conv4j.gpu.kernels;
