package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        long function = find(kernelName);
        kernel = new CudaKernel(context, kernelName, function, parameters(function));
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

  private @Nullable List<Integer> parameters(long function) {
    CudaDriver driver = context.driver();
    if (!driver.tellsParameters()) {
      return null;
    }
    List<Integer> parameters = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offset = arena.allocate(JAVA_LONG);
      MemorySegment size = arena.allocate(JAVA_LONG);
      // The first number that no parameter has is refused.
      while (driver.parameterInfo.call(function, (long) parameters.size(), offset, size) == 0) {
        parameters.add((int) size.get(JAVA_LONG, 0));
      }
    }
    return List.copyOf(parameters);
  }

  /** Unloads it, while the context is asked. */
  void close() {
    kernels.clear();
    context.driver().moduleUnload.call(module);
  }
}
