package dev.conv4j.gpu.kernels;

import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The kernels of one source, compiled when the first of them is wanted. */
final class Program {
  private final GpuRuntime runtime;
  private final GpuSource source;
  private final Map<String, GpuKernel> kernels = new ConcurrentHashMap<>();
  private @Nullable GpuProgram compiled;

  Program(GpuRuntime runtime, GpuSource source) {
    this.runtime = runtime;
    this.source = source;
  }

  /** Runs a kernel over a grid. */
  void launch(String kernel, Grid grid, Arguments arguments) {
    GpuKernel found = kernels.get(kernel);
    if (found == null) {
      found = compiled().kernel(kernel);
      kernels.put(kernel, found);
    }
    runtime.launch(found, grid, arguments);
  }

  private synchronized GpuProgram compiled() {
    GpuProgram program = compiled;
    if (program == null) {
      program = runtime.compile(source);
      compiled = program;
    }
    return program;
  }
}
