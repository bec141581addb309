package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.Problem;
import dev.conv4j.gpu.runtime.GpuFacts.Dialect;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.ProgramCache;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Makes programs of sources, or of what was made of them before. */
final class ClCompiler {
  private static final String OPTIONS = "-cl-std=CL1.2";

  private final ClContext context;
  private final ProgramCache cache;

  ClCompiler(ClContext context, ProgramCache cache) {
    this.context = context;
    this.cache = cache;
  }

  /**
   * The handle of a built program.
   *
   * @throws DeviceException with the compiler's log if the source is wrong
   */
  long compile(GpuSource source) {
    String unit = source.unit(Dialect.OPENCL);
    ClDevice device = context.device();
    ProgramCache.Key key =
        cache.key(
            unit,
            OPTIONS,
            device.platformName(),
            device.platformVersion(),
            device.model(),
            device.version(),
            device.driver());
    byte[] known = cache.read(key);
    if (known != null) {
      long program = load(known);
      if (program != 0) {
        return program;
      }
    }
    long program = build(source.name(), unit);
    cache.write(key, binary(program));
    return program;
  }

  private long build(String name, String unit) {
    OpenCl cl = context.cl();
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = unit.getBytes(StandardCharsets.UTF_8);
      MemorySegment text = arena.allocateFrom(JAVA_BYTE, bytes);
      MemorySegment texts = arena.allocateFrom(ADDRESS, text);
      MemorySegment lengths = arena.allocateFrom(JAVA_LONG, bytes.length);
      long program =
          context.create(
              "handing in the source " + name,
              cl.createProgramWithSource,
              context.handle(),
              1,
              texts,
              lengths);
      int status = (int) build(arena, program);
      if (status != ClConstants.SUCCESS) {
        String log = log(arena, program);
        cl.releaseProgram.call(program);
        throw doesNotCompile(name, status, log);
      }
      return program;
    }
  }

  private long build(Arena arena, long program) {
    MemorySegment devices = arena.allocateFrom(JAVA_LONG, context.device().id());
    return context
        .cl()
        .buildProgram
        .call(
            program,
            1,
            devices,
            arena.allocateFrom(OPTIONS),
            MemorySegment.NULL,
            MemorySegment.NULL);
  }

  private DeviceException doesNotCompile(String name, int status, String log) {
    return new DeviceException(
        new Problem(
            context.name(),
            "",
            "the kernels '%s' do not compile (%s): %s"
                .formatted(name, ClStatus.name(status), log.isBlank() ? "no log" : log.strip()),
            "Update the driver (" + context.device().driverText() + "), or use the device cpu"),
        new IllegalStateException(log));
  }

  private String log(Arena arena, long program) {
    OpenCl cl = context.cl();
    long device = context.device().id();
    int what = ClConstants.PROGRAM_BUILD_LOG;
    MemorySegment size = arena.allocate(JAVA_LONG);
    long status = cl.getProgramBuildInfo.call(program, device, what, 0L, MemorySegment.NULL, size);
    long bytes = size.get(JAVA_LONG, 0);
    if (status != ClConstants.SUCCESS || bytes < 1) {
      return "";
    }
    MemorySegment text = arena.allocate(bytes);
    cl.getProgramBuildInfo.call(program, device, what, bytes, text, MemorySegment.NULL);
    return new String(text.toArray(JAVA_BYTE), StandardCharsets.UTF_8).replace("\0", "");
  }

  /** The handle of a program that was built before, or 0 if the driver does not want it. */
  private long load(byte[] binary) {
    OpenCl cl = context.cl();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment devices = arena.allocateFrom(JAVA_LONG, context.device().id());
      MemorySegment lengths = arena.allocateFrom(JAVA_LONG, binary.length);
      MemorySegment binaries = arena.allocateFrom(ADDRESS, arena.allocateFrom(JAVA_BYTE, binary));
      MemorySegment status = arena.allocate(JAVA_LONG);
      long program =
          cl.createProgramWithBinary.call(
              context.handle(), 1, devices, lengths, binaries, MemorySegment.NULL, status);
      if ((int) status.get(JAVA_LONG, 0) != ClConstants.SUCCESS || program == 0) {
        return 0;
      }
      if (build(arena, program) != ClConstants.SUCCESS) {
        cl.releaseProgram.call(program);
        return 0;
      }
      return program;
    }
  }

  private byte[] binary(long program) {
    OpenCl cl = context.cl();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_LONG);
      context.check(
          "asking for the program",
          cl.getProgramInfo.call(
              program, ClConstants.PROGRAM_BINARY_SIZES, 8L, size, MemorySegment.NULL));
      MemorySegment bytes = arena.allocate(Math.max(1, size.get(JAVA_LONG, 0)));
      context.check(
          "asking for the program",
          cl.getProgramInfo.call(
              program,
              ClConstants.PROGRAM_BINARIES,
              8L,
              arena.allocateFrom(ADDRESS, bytes),
              MemorySegment.NULL));
      return bytes.toArray(JAVA_BYTE);
    }
  }
}
