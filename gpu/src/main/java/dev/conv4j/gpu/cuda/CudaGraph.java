package dev.conv4j.gpu.cuda;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.CapturedStep;
import dev.conv4j.gpu.runtime.GpuBuffer;
import java.util.List;

/** A CUDA graph that is ready to be launched. */
final class CudaGraph implements CapturedStep {
  private final CudaContext context;
  private final CudaGate gate;
  private final CudaBuffers buffers;
  private final List<GpuBuffer> used;
  private final long handle;
  private boolean closed;

  /**
   * A step.
   *
   * @param used the buffers that it reads and writes
   * @param handle the driver's executable graph
   */
  CudaGraph(
      CudaContext context, CudaGate gate, CudaBuffers buffers, List<GpuBuffer> used, long handle) {
    this.context = context;
    this.gate = gate;
    this.buffers = buffers;
    this.used = used;
    this.handle = handle;
  }

  @Override
  public void replay() {
    try (var _ = gate.enter()) {
      if (closed) {
        throw new DeviceException(
            context.name(), "a captured step", "one that was closed", "Capture it again");
      }
      if (context.captures().get() != null) {
        throw new DeviceException(
            context.name(),
            "launches and copies on the device",
            "a captured step in a capture",
            "");
      }
      used.forEach(buffer -> buffers.require(buffer, 0));
      context.check(
          "running a captured step", context.driver().graphLaunch.call(handle, context.stream()));
    }
  }

  @Override
  public void close() {
    gate.ifOpen(() -> {
      if (!closed) {
        closed = true;
        context.driver().streamSynchronize.call(context.stream());
        context.driver().graphExecDestroy.call(handle);
      }
    });
  }
}
