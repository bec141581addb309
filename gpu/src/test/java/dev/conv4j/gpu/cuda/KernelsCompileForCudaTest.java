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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every source compiles for the architectures that count: by NVRTC where it is, else by nvcc. */
class KernelsCompileForCudaTest {
  private static final List<String> ARCHITECTURES = List.of("80", "90");

  @TempDir Path folder;

  static Stream<GpuSource> sources() {
    return Stream.concat(KernelSources.all().stream(), Stream.of(LayoutKernels.SOURCE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sources")
  void compiles(GpuSource source) throws IOException {
    Optional<Library> nvrtc = CudaInstallation.system().library(CudaLibrary.NVRTC);
    Path nvcc = CudaStub.onPath("nvcc");
    if (nvrtc.isPresent()) {
      for (String architecture : ARCHITECTURES) {
        CudaCompiler compiler =
            new CudaCompiler(
                new Nvrtc(nvrtc.get()),
                new ProgramCache(folder),
                "a test",
                "sm_" + architecture,
                0);
        assertThat(compiler.compile(source)).startsWith(0x7f, 'E', 'L', 'F');
      }
    } else if (nvcc != null) {
      compile(nvcc, source);
    } else {
      abort("there is neither NVRTC nor nvcc");
    }
  }

  private void compile(Path nvcc, GpuSource source) throws IOException {
    Path file = folder.resolve(source.name() + ".cu");
    Path fat = folder.resolve(source.name() + ".fatbin");
    Files.writeString(file, source.unit(Dialect.CUDA));
    List<String> command =
        List.of(
            nvcc.toString(),
            "--std=c++17",
            "-fatbin",
            "-gencode=arch=compute_80,code=sm_80",
            "-gencode=arch=compute_90,code=sm_90",
            "-o",
            fat.toString(),
            file.toString());
    CudaStub.run(command);
    assertThat(fat).isNotEmptyFile();
  }
}
