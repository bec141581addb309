package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a result before it is written: {@code max(sum + bias + residual, 0)}.
 *
 * @param bias null for none
 * @param residual shaped like the result; null for none
 * @param rectified whether negative results become 0
 */
record Finish(@Nullable GpuBuffer bias, @Nullable GpuBuffer residual, boolean rectified) {
  /** Nothing. */
  static final Finish NONE = new Finish(null, null, false);

  /** Tells a kernel. */
  Arguments addTo(Arguments arguments) {
    return arguments.buffer(bias).buffer(residual).ints(rectified ? 1 : 0);
  }
}
