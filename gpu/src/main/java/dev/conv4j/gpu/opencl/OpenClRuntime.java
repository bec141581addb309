package dev.conv4j.gpu.opencl;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.Gate;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuFacts;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import dev.conv4j.gpu.runtime.GpuRuntime;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.gpu.runtime.KernelTime;
import dev.conv4j.gpu.runtime.NoRoomException;
import dev.conv4j.gpu.runtime.ProgramCache;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A device of the OpenCL loader, with one queue that keeps the order. A captured step is a list of
 * commands that is gone through again.
 */
final class OpenClRuntime implements GpuRuntime {
  private final ClContext context;
  private final GpuFacts facts;
  private final Gate gate;
  private final ClBuffers buffers;
  private final ClTransfers transfers;
  private final ClQueue queue;
  private final ClProfile profile;
  private final ClCompiler compiler;
  private final Map<GpuSource, ClProgram> programs = new HashMap<>();

  @SuppressWarnings("ThreadLocalUsage") // each device has recordings of its own
  private final ThreadLocal<@Nullable ClRecording> recordings = new ThreadLocal<>();

  /**
   * Opens a device.
   *
   * @param name what it is opened by
   * @param profiling whether kernels are timed
   * @param cache where compiled programs are kept
   * @throws DeviceException if the driver refuses
   */
  OpenClRuntime(OpenCl cl, ClDevice device, String name, boolean profiling, ProgramCache cache) {
    ClDiscovery ask = new ClDiscovery(cl);
    long id = device.id();
    facts =
        new GpuFacts(
            name,
            device.model(),
            device.driverText(),
            GpuFacts.Dialect.OPENCL,
            device.totalBytes(),
            ask.number(id, ClConstants.DEVICE_LOCAL_MEM_SIZE),
            (int) ask.number(id, ClConstants.DEVICE_MAX_WORK_GROUP_SIZE),
            (int) ask.number(id, ClConstants.DEVICE_MAX_COMPUTE_UNITS),
            ask.text(cl.getDeviceInfo, id, ClConstants.DEVICE_EXTENSIONS).contains("cl_khr_fp16"));
    long largest = ask.number(id, ClConstants.DEVICE_MAX_MEM_ALLOC_SIZE);
    context = new ClContext(cl, device, name, profiling);
    gate = new Gate(name);
    buffers = new ClBuffers(context, largest);
    transfers = new ClTransfers(context, buffers);
    profile = new ClProfile(context);
    queue = new ClQueue(context, buffers, profile, facts.mostItems());
    compiler = new ClCompiler(context, cache);
  }

  @Override
  public GpuFacts facts() {
    return facts;
  }

  @Override
  public long freeBytes() {
    return ordered(buffers::freeBytes);
  }

  @Override
  public GpuBuffer allocate(long bytes) throws NoRoomException {
    requireNoRecording("taking memory");
    try (var _ = gate.enter()) {
      context.order().lock();
      try {
        return buffers.allocate(bytes);
      } finally {
        context.order().unlock();
      }
    }
  }

  @Override
  public void free(GpuBuffer buffer) {
    // A closed runtime gave it back already.
    gate.ifOpen(() -> {
      context.order().lock();
      try {
        buffers.free(buffer);
      } finally {
        context.order().unlock();
      }
    });
  }

  private <T> T ordered(Supplier<T> action) {
    try (var _ = gate.enter()) {
      context.order().lock();
      try {
        return action.get();
      } finally {
        context.order().unlock();
      }
    }
  }

  @Override
  public void write(MemorySegment from, GpuBuffer to) {
    requireNoRecording("a copy from the host");
    try (var _ = gate.enter()) {
      transfers.write(from, to);
    }
  }

  @Override
  public void read(GpuBuffer from, MemorySegment into) {
    requireNoRecording("a copy to the host");
    try (var _ = gate.enter()) {
      transfers.read(from, into);
    }
  }

  @Override
  public void copy(GpuBuffer from, GpuBuffer to, long bytes) {
    try (var _ = gate.enter()) {
      askOrNote(new ClCommand.Copy(from, to, bytes));
    }
  }

  @Override
  public GpuProgram compile(GpuSource source) {
    try (var _ = gate.enter()) {
      synchronized (programs) {
        ClProgram program = programs.get(source);
        if (program == null) {
          program = new ClProgram(context, gate, source.name(), compiler.compile(source));
          programs.put(source, program);
        }
        return program;
      }
    }
  }

  @Override
  public void launch(GpuKernel kernel, Grid grid, Arguments arguments) {
    try (var _ = gate.enter()) {
      if (!(kernel instanceof ClKernel own) || own.owner() != context) {
        throw new DeviceException(
            context.name(), "a kernel of this device", kernel.name() + " of another", "");
      }
      askOrNote(new ClCommand.Launch(own, grid, arguments.all()));
    }
  }

  private void askOrNote(ClCommand command) {
    ClRecording recording = recordings.get();
    if (recording == null) {
      queue.ask(List.of(command));
    } else {
      queue.require(command);
      recording.add(command);
    }
  }

  @Override
  public void finish() {
    requireNoRecording("waiting");
    try (var _ = gate.enter()) {
      context.check("waiting for it", context.cl().finish.call(context.queue()));
    }
  }

  @Override
  public Capture capture() {
    requireNoRecording("another capture");
    try (var _ = gate.enter()) {
      ClRecording recording = new ClRecording(this);
      recordings.set(recording);
      return recording;
    }
  }

  void stopRecording(ClRecording recording) {
    if (recordings.get() != recording) {
      throw new IllegalStateException("a capture ends on the thread that it began on");
    }
    recordings.remove();
  }

  void replay(List<ClCommand> commands) {
    requireNoRecording("a captured step");
    try (var _ = gate.enter()) {
      queue.ask(commands);
    }
  }

  private void requireNoRecording(String what) {
    if (recordings.get() != null) {
      throw new DeviceException(
          context.name(), "launches and copies on the device", what + " in a capture", "");
    }
  }

  /** How long each kernel ran so far, the longest first; empty unless kernels are timed. */
  List<KernelTime> times() {
    return ordered(profile::times);
  }

  private void logTimes() {
    if (!context.profiling()) {
      return;
    }
    try {
      System.getLogger("dev.conv4j.gpu")
          .log(System.Logger.Level.INFO, () -> KernelTime.table(context.name(), profile.times()));
    } catch (DeviceException e) {
      // It was lost, and the times with it.
    }
  }

  @Override
  public void close() {
    gate.close(() -> {
      logTimes();
      context.cl().finish.call(context.queue());
      profile.close();
      transfers.close();
      programs.values().forEach(ClProgram::close);
      buffers.close();
      context.close();
    });
  }
}
