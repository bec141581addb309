package dev.conv4j.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.gpu.foreign.LibrarySearch.Folder;
import dev.conv4j.gpu.foreign.LibrarySearch.Loader;
import dev.conv4j.gpu.foreign.LibrarySearch.Place;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where libraries are looked for, and in which order. */
class CudaPlacesTest {
  @TempDir Path folder;

  private Path made(String path) throws IOException {
    return Files.createDirectories(folder.resolve(path));
  }

  private List<Place> places(Map<String, String> environment) {
    return CudaPlaces.of(environment, new PythonFolders(environment, folder.resolve("home")));
  }

  @Test
  void inTheOrderThatIsDocumented() throws IOException {
    Path named = made("named");
    Path lib64 = made("named/lib64");
    Path other = folder.resolve("absent");
    Path cudnn = made("venv/lib/python3.12/site-packages/nvidia/cudnn/lib");
    Path thirteen = made("venv/lib/python3.12/site-packages/nvidia/cu13/lib");
    made("venv/lib/python3.12/site-packages/nvidia/cu13/include");
    List<Place> places =
        places(
            Map.of(
                "CONV4J_CUDA_PATH",
                named + File.pathSeparator + other,
                "VIRTUAL_ENV",
                folder.resolve("venv").toString()));
    assertThat(places)
        .startsWith(
            new Folder(named),
            new Folder(lib64),
            new Folder(other),
            new Loader(),
            new Folder(thirteen.toRealPath()),
            new Folder(cudnn.toRealPath()),
            new Folder(Path.of("/usr/local/cuda")));
  }

  @Test
  void pythonsFoldersAreFoundByWhereItLies() throws IOException {
    Path bin = made("python/bin");
    Files.createFile(bin.resolve("python3.12"));
    Files.createSymbolicLink(made("links").resolve("python3"), bin.resolve("python3.12"));
    Path byLink = made("python/lib/python3.12/site-packages/nvidia/cublas/lib");
    Path byPyenv = made("home/.pyenv/versions/3.13.1/lib/python3.13/site-packages/nvidia/a/lib");
    Path byUser = made("home/.local/lib/python3.13/site-packages/nvidia/b/lib");
    Map<String, String> environment =
        Map.of("PATH", folder.resolve("links") + File.pathSeparator + folder.resolve("nothing"));
    assertThat(new PythonFolders(environment, folder.resolve("home")).libraries())
        .containsExactly(byLink.toRealPath(), byPyenv.toRealPath(), byUser.toRealPath());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "  ", "\u0000", "::/::"})
  void nonsenseIsNoPlace(String value) {
    assertThat(places(Map.of("CONV4J_CUDA_PATH", value, "PATH", value, "VIRTUAL_ENV", value)))
        .contains(new Loader());
  }

  @Test
  void filesAreNamedAsEachSystemNamesThem() {
    assertThat(CudaLibrary.DRIVER.files(false, 13)).containsExactly("libcuda.so.1");
    assertThat(CudaLibrary.DRIVER.files(true, 13)).containsExactly("nvcuda.dll");
    assertThat(CudaLibrary.NVRTC.files(false, 13))
        .containsExactly("libnvrtc.so.13", "libnvrtc.so.12");
    assertThat(CudaLibrary.NVRTC.files(true, 12)).containsExactly("nvrtc64_120_0.dll");
    assertThat(CudaLibrary.CUBLAS.files(true, 13))
        .containsExactly("cublas64_13.dll", "cublas64_12.dll");
    assertThat(CudaLibrary.CUBLAS_LT.files(false, 12)).containsExactly("libcublasLt.so.12");
    assertThat(CudaLibrary.CUDNN.files(false, 12)).containsExactly("libcudnn.so.9");
    assertThat(CudaLibrary.CUDNN.files(true, 13)).containsExactly("cudnn64_9.dll");
    assertThat(CudaLibrary.CUDNN.remedy(12)).startsWith("pip install nvidia-cudnn-cu12,");
  }
}
