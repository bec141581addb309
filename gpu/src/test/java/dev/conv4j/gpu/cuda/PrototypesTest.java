package dev.conv4j.gpu.cuda;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stub's prototypes, structures and constants against NVIDIA's headers, where those are: one
 * that differs does not compile. Headers come with the toolkit, and with pip's packages.
 */
class PrototypesTest {

  @BeforeAll
  static void requireCompiler() {
    assumeTrue(CudaStub.onPath("cc") != null, "there is no C compiler: cc is not on the path");
  }

  @ParameterizedTest
  @CsvSource({
    "cuda.c,cuda.h",
    "nvrtc.c,nvrtc.h",
    "cublas.c,cublas_v2.h",
    "cudnn.c,cudnn.h",
    "nccl.c,nccl.h",
  })
  void areNvidias(String source, String header) throws IOException {
    List<Path> includes = includes();
    assumeTrue(
        includes.stream().anyMatch(folder -> Files.exists(folder.resolve(header))),
        () -> header + " is in none of " + includes);
    assumeTrue(
        header.equals("cuda.h")
            || header.equals("nvrtc.h")
            || includes.stream().anyMatch(folder -> Files.exists(folder.resolve("cuda_runtime.h"))),
        () -> "cuda_runtime.h, which " + header + " includes, is in none of " + includes);
    CudaStub.checkAgainst(source, includes);
  }

  private static List<Path> includes() {
    List<Path> includes = new ArrayList<>();
    includes.add(Path.of("/usr/local/cuda/include"));
    PythonFolders python =
        new PythonFolders(System.getenv(), Path.of(System.getProperty("user.home")));
    python.libraries().forEach(folder -> includes.add(folder.resolveSibling("include")));
    includes.removeIf(folder -> !Files.isDirectory(folder));
    return includes;
  }
}
