package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.foreign.LibrarySearch.Folder;
import dev.conv4j.gpu.foreign.NativeFunction;
import dev.conv4j.gpu.runtime.ProgramCache;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stub libraries of CUDA, compiled from {@code src/test/c}: they check what they are called
 * with, keep the device's memory in the host's, and compute plainly.
 */
final class CudaStub {
  private static final Path SOURCES =
      Path.of(System.getProperty("basedir", "."), "src", "test", "c");

  /** The libraries and their sources; those above are linked to by those below. */
  private static final List<List<String>> LIBRARIES =
      List.of(
          List.of("libcuda.so.1", "cuda.c"),
          List.of("libnvrtc.so.13", "nvrtc.c"),
          List.of("libcublasLt.so.13", "cublasLt.c"),
          List.of("libcublas.so.13", "cublas.c"),
          List.of("libcudnn.so.9", "cudnn.c"),
          List.of("libnccl.so.2", "nccl.c"));

  private static @Nullable CudaStub made;

  private final Path folder;
  private final Library control;

  private CudaStub(Path folder) {
    this.folder = folder;
    this.control = installation().library(CudaLibrary.DRIVER).orElseThrow();
  }

  /** The stub, in order; the test is skipped where it cannot be compiled. */
  static synchronized CudaStub ready() {
    String system = System.getProperty("os.name", "");
    assumeTrue(system.startsWith("Linux"), "the stub libraries are for Linux, this is " + system);
    assumeTrue(onPath("cc") != null, "there is no C compiler: cc is not on the path");
    CudaStub stub = made;
    if (stub == null) {
      try {
        stub = new CudaStub(compile(Files.createTempDirectory("conv4j-cuda-stub")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      made = stub;
    }
    stub.function("stub_reset", JAVA_INT).call();
    return stub;
  }

  /** Where a program is, or null. */
  static @Nullable Path onPath(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isBlank() && Files.isExecutable(Path.of(folder, program))) {
        return Path.of(folder, program);
      }
    }
    return null;
  }

  private static Path compile(Path folder) throws IOException {
    for (List<String> library : LIBRARIES) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "cc", "-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared"));
      // By another name than the file's: the loader must not take it for NVIDIA's later on.
      command.add("-Wl,-soname,stub-" + library.getFirst());
      command.addAll(List.of("-o", folder.resolve(library.getFirst()).toString()));
      command.add(SOURCES.resolve(library.getLast()).toString());
      if (!library.equals(LIBRARIES.getFirst())) {
        command.addAll(List.of("-L" + folder, "-l:libcuda.so.1"));
      }
      run(command);
    }
    folder.toFile().deleteOnExit();
    return folder;
  }

  /** Compiles a source of the stub against NVIDIA's header; what the compiler says. */
  static void checkAgainst(String source, List<Path> includes) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"));
    includes.forEach(include -> command.addAll(List.of("-isystem", include.toString())));
    command.addAll(List.of("-DWITH_HEADER", SOURCES.resolve(source).toString()));
    run(command);
  }

  static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + "\n" + said);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Where the stub libraries are. */
  Path folder() {
    return folder;
  }

  /** An installation of the stub libraries only. */
  CudaInstallation installation() {
    return new CudaInstallation(List.of(new Folder(folder)));
  }

  /** A provider of the stub's devices. */
  CudaProvider provider(Path cache) {
    return new CudaProvider(installation(), new ProgramCache(cache));
  }

  /** The stub's first device. */
  Device open(Path cache, Precision precision) {
    return provider(cache).open(0, new DeviceOptions(0, precision));
  }

  /** The call with this number from now on, 1 for the next, ends with this status. */
  void fail(String name, int number, int status) {
    try (Arena arena = Arena.ofConfined()) {
      function("stub_fail", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT)
          .call(arena.allocateFrom(name), number, status);
    }
  }

  /** How often a function was called since the libraries were loaded. */
  int calls(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) function("stub_calls", JAVA_INT, ADDRESS).call(arena.allocateFrom(name));
    }
  }

  /** Sets a number that the stub goes by. */
  void set(String name, long value) {
    try (Arena arena = Arena.ofConfined()) {
      function("stub_set", JAVA_INT, ADDRESS, JAVA_LONG).call(arena.allocateFrom(name), value);
    }
  }

  /** A number that the stub has noted. */
  long get(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return function("stub_get", JAVA_LONG, ADDRESS, JAVA_LONG)
          .call(arena.allocateFrom(name), -1L);
    }
  }

  /** The first thing that was wrong, or the empty text. */
  String violation() {
    return CStrings.at(function("stub_violation", JAVA_LONG).call());
  }

  /** The last kernel that was launched. */
  String launched() {
    return CStrings.at(function("stub_launched", JAVA_LONG).call());
  }

  /** How much that was handed out was not given back. */
  long left() {
    return function("stub_left", JAVA_LONG).call();
  }

  private NativeFunction function(String name, MemoryLayout result, MemoryLayout... parameters) {
    return control.function(name, result, parameters);
  }
}
