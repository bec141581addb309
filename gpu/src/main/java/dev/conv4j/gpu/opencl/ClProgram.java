package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.conv4j.gpu.runtime.Gate;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** A compiled source and those of its kernels that were asked for. */
final class ClProgram implements GpuProgram {
  private static final int INVALID_KERNEL_NAME = -46;

  private final ClContext context;
  private final Gate gate;
  private final String name;
  private final long handle;
  private final Map<String, ClKernel> kernels = new HashMap<>();

  ClProgram(ClContext context, Gate gate, String name, long handle) {
    this.context = context;
    this.gate = gate;
    this.name = name;
    this.handle = handle;
  }

  @Override
  public GpuKernel kernel(String kernelName) {
    try (var _ = gate.enter()) {
      synchronized (kernels) {
        return kernels.computeIfAbsent(kernelName, this::create);
      }
    }
  }

  private ClKernel create(String kernelName) {
    OpenCl cl = context.cl();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_INT);
      long kernel = cl.createKernel.call(handle, arena.allocateFrom(kernelName), result);
      int status = result.get(JAVA_INT, 0);
      if (status == INVALID_KERNEL_NAME) {
        throw new IllegalArgumentException(name + " has no kernel " + kernelName);
      }
      context.check("making the kernel " + kernelName, status);
      context.check(
          "asking about the kernel " + kernelName,
          cl.getKernelInfo.call(
              kernel, ClConstants.KERNEL_NUM_ARGS, 4L, result, MemorySegment.NULL));
      return new ClKernel(context, kernelName, kernel, result.get(JAVA_INT, 0));
    }
  }

  void close() {
    synchronized (kernels) {
      kernels.values().forEach(kernel -> context.cl().releaseKernel.call(kernel.handle()));
      kernels.clear();
    }
    context.cl().releaseProgram.call(handle);
  }
}
