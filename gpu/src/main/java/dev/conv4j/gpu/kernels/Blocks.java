package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.GpuStorage;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Where tensors lie. */
final class Blocks {
  private Blocks() {}

  /** Where a tensor's elements lie. */
  static GpuBuffer buffer(Tensor tensor) {
    return GpuStorage.of(tensor).buffer();
  }

  /** Where a tensor's elements lie; null where there is no tensor. */
  static @Nullable GpuBuffer bufferOrNull(@Nullable Tensor tensor) {
    return tensor == null ? null : buffer(tensor);
  }
}
