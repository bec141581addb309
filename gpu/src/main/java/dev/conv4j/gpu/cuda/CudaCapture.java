package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.CapturedStep;
import dev.conv4j.gpu.runtime.GpuBuffer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one thread asks for, noted by the driver on a stream of its own. */
final class CudaCapture implements Capture {
  private final CudaContext context;
  private final CudaGate gate;
  private final CudaBuffers buffers;
  private final Set<GpuBuffer> used = new LinkedHashSet<>();
  private final long stream;
  private boolean noting;

  /** Begins to note what this thread asks for, while the context is asked. */
  CudaCapture(CudaContext context, CudaGate gate, CudaBuffers buffers) {
    this.context = context;
    this.gate = gate;
    this.buffers = buffers;
    CudaDriver driver = context.driver();
    stream =
        context.made("beginning a capture", driver.streamCreate, CudaDriver.STREAM_NON_BLOCKING);
    try {
      context.check(
          "beginning a capture", driver.beginCapture.call(stream, CudaDriver.CAPTURE_THREAD_LOCAL));
    } catch (RuntimeException e) {
      driver.streamDestroy.call(stream);
      throw e;
    }
    noting = true;
    context.captures().set(this);
  }

  long stream() {
    return stream;
  }

  /** Notes a buffer that must still be there when the step is replayed. */
  void uses(GpuBuffer buffer) {
    used.add(buffer);
  }

  @Override
  public CapturedStep end() {
    requireOwnThread();
    try (var _ = gate.enter()) {
      long graph = stop();
      CudaDriver driver = context.driver();
      try {
        return new CudaGraph(
            context,
            gate,
            buffers,
            List.copyOf(used),
            context.made("making a captured step", driver.graphInstantiate, graph, 0L));
      } finally {
        driver.graphDestroy.call(graph);
      }
    }
  }

  @Override
  public void close() {
    if (!noting) {
      return;
    }
    requireOwnThread();
    context.captures().remove();
    gate.ifOpen(() -> {
      long graph = stop();
      context.driver().graphDestroy.call(graph);
    });
    noting = false;
  }

  private void requireOwnThread() {
    if (context.captures().get() != this) {
      throw new IllegalStateException("a capture ends once, on the thread that it began on");
    }
  }

  /** Ends the noting; what was noted. */
  private long stop() {
    noting = false;
    context.captures().remove();
    CudaDriver driver = context.driver();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment graph = arena.allocate(JAVA_LONG);
      context.check("ending a capture", driver.endCapture.call(stream, graph));
      return graph.get(JAVA_LONG, 0);
    } finally {
      driver.streamDestroy.call(stream);
    }
  }
}
