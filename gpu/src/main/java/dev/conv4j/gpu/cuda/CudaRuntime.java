package dev.conv4j.gpu.cuda;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.foreign.Library;
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
import dev.conv4j.gpu.runtime.NoRoomException;
import dev.conv4j.gpu.runtime.Peers;
import dev.conv4j.gpu.runtime.ProgramCache;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A device of the CUDA driver, with one stream that keeps the order. */
final class CudaRuntime implements GpuRuntime {
  private final CudaFacts card;
  private final GpuFacts facts;
  private final CudaContext context;
  private final CudaGate gate;
  private final CudaBuffers buffers;
  private final CudaTransfers transfers;
  private final CudaLaunch launch;
  private final CudaCompiler compiler;
  private final Supplier<Optional<Library>> nccl;
  private final Map<GpuSource, CudaProgram> programs = new HashMap<>();
  private final List<Runnable> lasts = new ArrayList<>();

  /**
   * Opens a device.
   *
   * @param card the device
   * @param name what it is opened by
   * @param cache where compiled programs are kept
   * @param nccl finds NCCL, if it is here
   * @throws DeviceException if the driver refuses
   */
  CudaRuntime(
      CudaDriver driver,
      Nvrtc nvrtc,
      CudaFacts card,
      String name,
      ProgramCache cache,
      Supplier<Optional<Library>> nccl) {
    this.card = card;
    this.nccl = nccl;
    compiler = new CudaCompiler(nvrtc, cache, name, card.architecture(), card.driverVersion());
    facts =
        new GpuFacts(
            name,
            card.model(),
            "driver for CUDA %s, NVRTC %s"
                .formatted(CudaFacts.version(card.driverVersion()), compiler.version()),
            GpuFacts.Dialect.CUDA,
            card.totalBytes(),
            card.sharedBytes(),
            card.mostThreads(),
            card.multiprocessors(),
            true);
    context = new CudaContext(driver, card.handle(), name);
    gate = new CudaGate(context);
    buffers = new CudaBuffers(context);
    transfers = new CudaTransfers(context, buffers);
    launch = new CudaLaunch(context, buffers, card.mostThreads());
  }

  @Override
  public GpuFacts facts() {
    return facts;
  }

  /** The device as its driver tells it. */
  CudaFacts card() {
    return card;
  }

  /** For the libraries that run on the device. */
  CudaContext context() {
    return context;
  }

  /** Begins a call of a library; see {@link CudaGate#enter}. */
  Gate.Call enter() {
    return gate.enter();
  }

  /** Requires buffers that are in use, while inside a call. */
  void require(GpuBuffer buffer, long bytes) {
    buffers.require(buffer, bytes);
  }

  /** Will be done when the device is closed, before its memory is given back. */
  void atLast(Runnable last) {
    try (var _ = gate.enter()) {
      lasts.add(last);
    }
  }

  @Override
  public long freeBytes() {
    try (var _ = gate.enter()) {
      return buffers.freeBytes();
    }
  }

  @Override
  public GpuBuffer allocate(long bytes) throws NoRoomException {
    requireNoCapture("taking memory");
    try (var _ = gate.enter()) {
      return buffers.allocate(bytes);
    }
  }

  @Override
  public void free(GpuBuffer buffer) {
    // A closed runtime gave it back already.
    gate.ifOpen(() -> buffers.free(buffer));
  }

  @Override
  public void write(MemorySegment from, GpuBuffer to) {
    requireNoCapture("a copy from the host");
    try (var _ = gate.enter()) {
      transfers.write(from, to);
    }
  }

  @Override
  public void read(GpuBuffer from, MemorySegment into) {
    requireNoCapture("a copy to the host");
    try (var _ = gate.enter()) {
      transfers.read(from, into);
    }
  }

  @Override
  public void copy(GpuBuffer from, GpuBuffer to, long bytes) {
    try (var _ = gate.enter()) {
      transfers.copy(from, to, bytes);
    }
  }

  @Override
  public GpuProgram compile(GpuSource source) {
    requireNoCapture("compiling");
    try (var _ = gate.enter()) {
      CudaProgram program = programs.get(source);
      if (program == null) {
        program = new CudaProgram(context, gate, source.name(), compiler.compile(source));
        programs.put(source, program);
      }
      return program;
    }
  }

  @Override
  public void launch(GpuKernel kernel, Grid grid, Arguments arguments) {
    try (var _ = gate.enter()) {
      if (!(kernel instanceof CudaKernel own) || own.owner() != context) {
        throw new DeviceException(
            context.name(), "a kernel of this device", kernel.name() + " of another", "");
      }
      launch.launch(own, grid, arguments);
    }
  }

  @Override
  public void finish() {
    requireNoCapture("waiting");
    try (var _ = gate.enter()) {
      context.check("waiting for it", context.driver().streamSynchronize.call(context.stream()));
    }
  }

  @Override
  public Capture capture() {
    requireNoCapture("another capture");
    try (var _ = gate.enter()) {
      return new CudaCapture(context, gate, buffers);
    }
  }

  @Override
  public Optional<Peers> peers(List<GpuRuntime> all) {
    List<CudaRuntime> members = new ArrayList<>();
    for (GpuRuntime each : all) {
      if (!(each instanceof CudaRuntime member)) {
        return Optional.empty();
      }
      members.add(member);
    }
    return nccl.get().map(library -> new CudaPeers(new Nccl(library), members));
  }

  private void requireNoCapture(String what) {
    if (context.captures().get() != null) {
      throw new DeviceException(
          context.name(), "launches and copies on the device", what + " in a capture", "");
    }
  }

  @Override
  public void close() {
    gate.close(() -> {
      context.driver().streamSynchronize.call(context.stream());
      lasts.forEach(Runnable::run);
      transfers.close();
      programs.values().forEach(CudaProgram::close);
      buffers.close();
      context.close();
    });
  }
}
