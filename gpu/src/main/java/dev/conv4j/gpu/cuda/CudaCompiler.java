package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.conv4j.DeviceException;
import dev.conv4j.Problem;
import dev.conv4j.gpu.foreign.NativeFunction;
import dev.conv4j.gpu.runtime.GpuFacts.Dialect;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.ProgramCache;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Makes machine code of sources by NVRTC, or takes what was made of them before. It needs no
 * device: any architecture that NVRTC knows will do.
 *
 * <p>Thread safety: any number of threads may compile.
 */
final class CudaCompiler {
  private final Nvrtc nvrtc;
  private final ProgramCache cache;
  private final String device;
  private final String architecture;
  private final int driverVersion;

  /**
   * A compiler for one device.
   *
   * @param device its name, which appears in messages
   * @param architecture such as {@code sm_90}
   * @param driverVersion as {@link CudaFacts} has it
   */
  CudaCompiler(
      Nvrtc nvrtc, ProgramCache cache, String device, String architecture, int driverVersion) {
    this.nvrtc = nvrtc;
    this.cache = cache;
    this.device = device;
    this.architecture = architecture;
    this.driverVersion = driverVersion;
  }

  /** NVRTC's version, such as {@code 13.0}. */
  String version() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(JAVA_INT, 2);
      check("asking NVRTC's version", nvrtc.version.call(numbers, numbers.asSlice(4)));
      return numbers.getAtIndex(JAVA_INT, 0) + "." + numbers.getAtIndex(JAVA_INT, 1);
    }
  }

  /**
   * Machine code for the device.
   *
   * @throws DeviceException with the compiler's log if the source is wrong, or if NVRTC does not
   *     know the device's architecture
   */
  byte[] compile(GpuSource source) {
    String unit = source.unit(Dialect.CUDA);
    List<String> options = List.of("--gpu-architecture=" + architecture, "--std=c++17");
    ProgramCache.Key key =
        cache.key(
            unit,
            String.join(" ", options),
            "NVRTC " + version(),
            "driver " + CudaFacts.version(driverVersion));
    byte[] known = cache.read(key);
    if (known != null) {
      return known;
    }
    requireArchitecture();
    byte[] code = compile(source.name(), unit, options);
    cache.write(key, code);
    return code;
  }

  private void requireArchitecture() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_INT);
      check("asking NVRTC", nvrtc.architectureCount.call(count));
      MemorySegment all = arena.allocate(JAVA_INT, Math.max(1, count.get(JAVA_INT, 0)));
      check("asking NVRTC", nvrtc.architectures.call(all));
      int[] known = Arrays.copyOf(all.toArray(JAVA_INT), count.get(JAVA_INT, 0));
      int wanted = Integer.parseInt(architecture.substring("sm_".length()));
      if (Arrays.stream(known).noneMatch(each -> each == wanted)) {
        throw new DeviceException(
            device,
            "an NVRTC that compiles for " + architecture,
            "NVRTC %s (%s), which knows %s"
                .formatted(version(), nvrtc.library.where(), Arrays.toString(known)),
            "Install another version: " + CudaLibrary.NVRTC.remedy(driverVersion / 1000));
      }
    }
  }

  private byte[] compile(String name, String unit, List<String> options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment holder = arena.allocate(JAVA_LONG);
      check(
          "handing in the source " + name,
          nvrtc.createProgram.call(
              holder,
              arena.allocateFrom(unit),
              arena.allocateFrom(name + ".cu"),
              0,
              MemorySegment.NULL,
              MemorySegment.NULL));
      long program = holder.get(JAVA_LONG, 0);
      try {
        MemorySegment words = arena.allocate(ADDRESS, options.size());
        for (int i = 0; i < options.size(); i++) {
          words.setAtIndex(ADDRESS, i, arena.allocateFrom(options.get(i)));
        }
        long status = nvrtc.compileProgram.call(program, options.size(), words);
        if (status == Nvrtc.COMPILATION_FAILED) {
          throw doesNotCompile(name, text(program));
        }
        check("compiling the kernels '" + name + "'", status);
        return bytes(program, nvrtc.cubinSize, nvrtc.cubin);
      } finally {
        nvrtc.destroyProgram.call(holder);
      }
    }
  }

  private DeviceException doesNotCompile(String name, String log) {
    return new DeviceException(
        new Problem(
            device,
            "",
            "the kernels '%s' do not compile for %s: %s"
                .formatted(name, architecture, log.isBlank() ? "no log" : log.strip()),
            "Use another NVRTC (this is %s, %s), or the device cpu"
                .formatted(version(), nvrtc.library.where())),
        new IllegalStateException(log));
  }

  private String text(long program) {
    return new String(bytes(program, nvrtc.logSize, nvrtc.log), StandardCharsets.UTF_8)
        .replace("\0", "");
  }

  /** What a pair of functions tells: how many bytes there are, and the bytes. */
  private byte[] bytes(long program, NativeFunction size, NativeFunction content) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_LONG);
      check("asking NVRTC for its result", size.call(program, count));
      MemorySegment bytes = arena.allocate(Math.max(1, count.get(JAVA_LONG, 0)));
      check("asking NVRTC for its result", content.call(program, bytes));
      return Arrays.copyOf(bytes.toArray(JAVA_BYTE), (int) count.get(JAVA_LONG, 0));
    }
  }

  private void check(String doing, long status) {
    if (status != 0) {
      throw new DeviceException(
          new Problem(
              device,
              "",
              doing + " failed: " + CStrings.at(nvrtc.errorString.call((int) status)),
              ""),
          null);
    }
  }
}
