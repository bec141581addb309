package dev.conv4j.gpu.opencl;

import dev.conv4j.gpu.runtime.Arguments.Argument;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.Grid;
import java.util.List;

/** What can be asked of a queue again and again. */
sealed interface ClCommand {

  /** Runs a kernel. */
  record Launch(ClKernel kernel, Grid grid, List<Argument> arguments) implements ClCommand {}

  /** Copies the first bytes of a buffer to another. */
  record Copy(GpuBuffer from, GpuBuffer to, long bytes) implements ClCommand {}
}
