package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** A loaded module and those of its kernels that were asked for. */
final class CudaProgram implements GpuProgram {
  private final CudaContext context;
  private final CudaGate gate;
  private final String name;
  private final long module;
  private final Map<String, CudaKernel> kernels = new HashMap<>();

  /** Loads machine code, while the context is asked. */
  CudaProgram(CudaContext context, CudaGate gate, String name, byte[] code) {
    this.context = context;
    this.gate = gate;
    this.name = name;
    try (Arena arena = Arena.ofConfined()) {
      module =
          context.made(
              "loading the kernels '" + name + "'",
              context.driver().moduleLoad,
              arena.allocateFrom(JAVA_BYTE, code));
    }
  }

  @Override
  public GpuKernel kernel(String kernelName) {
    try (var _ = gate.enter()) {
      CudaKernel kernel = kernels.get(kernelName);
      if (kernel == null) {
        kernel = new CudaKernel(context, kernelName, find(kernelName));
        kernels.put(kernelName, kernel);
      }
      return kernel;
    }
  }

  private long find(String kernelName) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment function = arena.allocate(JAVA_LONG);
      long status =
          context.driver().moduleFunction.call(function, module, arena.allocateFrom(kernelName));
      if (status == CudaStatus.NOT_FOUND) {
        throw new IllegalArgumentException(name + " has no kernel " + kernelName);
      }
      context.check("finding the kernel " + kernelName, status);
      return function.get(JAVA_LONG, 0);
    }
  }

  /** Unloads it, while the context is asked. */
  void close() {
    kernels.clear();
    context.driver().moduleUnload.call(module);
  }
}
