package dev.conv4j.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.conv4j.gpu.foreign.Library;
import dev.conv4j.gpu.kernels.KernelSources;
import dev.conv4j.gpu.runtime.GpuFacts.Dialect;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.ProgramCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every source compiles for the architectures that count: by NVRTC where it is, one after the
 * other; else by nvcc, all at once.
 */
class KernelsCompileForCudaTest {
  private static final List<String> ARCHITECTURES = List.of("80", "90");

  @TempDir Path folder;

  private static Stream<GpuSource> sources() {
    return Stream.concat(KernelSources.all().stream(), Stream.of(LayoutKernels.SOURCE));
  }

  @Test
  void allCompile() throws IOException {
    Optional<Library> nvrtc = CudaInstallation.system().library(CudaLibrary.NVRTC);
    Path nvcc = CudaStub.onPath("nvcc");
    if (nvrtc.isPresent()) {
      ARCHITECTURES.forEach(architecture -> compile(nvrtc.get(), architecture));
    } else if (nvcc != null) {
      compile(nvcc);
    } else {
      abort("there is neither NVRTC nor nvcc");
    }
  }

  private void compile(Library nvrtc, String architecture) {
    CudaCompiler compiler =
        new CudaCompiler(
            new Nvrtc(nvrtc), new ProgramCache(folder), "a test", "sm_" + architecture, 0);
    assertThat(sources())
        .allSatisfy(source -> assertThat(compiler.compile(source)).startsWith(0x7f, 'E', 'L', 'F'));
  }

  private void compile(Path nvcc) throws IOException {
    Path file = folder.resolve("all.cu");
    Path result = folder.resolve("all.fatbin");
    Files.writeString(file, together());
    CudaStub.run(
        List.of(
            nvcc.toString(),
            "--std=c++17",
            "--threads=2",
            "-fatbin",
            "-gencode=arch=compute_80,code=sm_80",
            "-gencode=arch=compute_90,code=sm_90",
            "-o",
            result.toString(),
            file.toString()));
    assertThat(result).isNotEmptyFile();
  }

  /** All sources as one, each in a namespace of its own and without the others' words. */
  private static String together() {
    String none = new GpuSource("none", "", Map.of()).unit(Dialect.CUDA);
    StringBuilder all = new StringBuilder(none.replace("extern \"C\" ", ""));
    sources()
        .forEach(source -> {
          String own = source.unit(Dialect.CUDA).substring(none.indexOf("#line"));
          all.append("namespace source_").append(all.length()).append(" {\n");
          all.append(own).append("\n}\n");
          Pattern.compile("(?m)^\\s*#define (\\w+)")
              .matcher(own)
              .results()
              .forEach(word -> all.append("#undef ").append(word.group(1)).append('\n'));
        });
    return all.toString();
  }
}
