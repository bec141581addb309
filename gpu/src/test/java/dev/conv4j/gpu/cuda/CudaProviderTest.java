package dev.conv4j.gpu.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.foreign.LibrarySearch.Folder;
import dev.conv4j.gpu.foreign.LibrarySearch.Place;
import dev.conv4j.gpu.runtime.ProgramCache;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Precision;
import dev.conv4j.tensor.spi.Availability;
import dev.conv4j.tensor.spi.Availability.Available;
import dev.conv4j.tensor.spi.Availability.Offer;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the provider finds, and how it says what it does not. */
class CudaProviderTest {
  @TempDir Path folder;

  /** A provider that looks in a folder only, where the stub's files of these names are. */
  private CudaProvider provider(CudaStub stub, String... files) throws IOException {
    Path libraries = Files.createDirectories(folder.resolve("libraries"));
    for (String file : files) {
      Files.createSymbolicLink(libraries.resolve(file), stub.folder().resolve(file));
    }
    List<Place> places = List.of(new Folder(libraries));
    return new CudaProvider(
        new CudaInstallation(places), new ProgramCache(folder.resolve("cache")));
  }

  private CudaProvider all(CudaStub stub) {
    return stub.provider(folder.resolve("cache"));
  }

  @Test
  void withoutADriverItSaysWhatWasLookedForAndWhatToInstall() {
    CudaProvider none =
        new CudaProvider(
            new CudaInstallation(List.of(new Folder(folder))), new ProgramCache(folder));
    assertThat(none.probe())
        .isEqualTo(
            new Unavailable(
                "libcuda.so.1 was not found in " + folder,
                "install NVIDIA's driver, or set CONV4J_CUDA_PATH to the folder of the library"));
    assertThatThrownBy(() -> none.open(0, DeviceOptions.DEFAULT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("libcuda.so.1 was not found");
    assertThat(none.kind()).isEqualTo("cuda");
  }

  @Test
  void aFileThatIsNoLibraryIsNoDriver() throws IOException {
    Files.writeString(folder.resolve("libcuda.so.1"), "not a library");
    CudaProvider broken =
        new CudaProvider(
            new CudaInstallation(List.of(new Folder(folder))), new ProgramCache(folder));
    assertThat(broken.probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable -> assertThat(unavailable.reason()).contains("does not load"));
  }

  @Test
  void saysWhichLibrariesServeEachDevice() {
    CudaStub stub = CudaStub.ready();
    Availability found = all(stub).probe();
    assertThat(found).isInstanceOf(Available.class);
    Available available = (Available) found;
    assertThat(available.advice()).isEmpty();
    assertThat(available.devices()).extracting(Offer::name).containsExactly("cuda:0", "cuda:1");
    assertThat(available.devices().getFirst().description())
        .startsWith("Stub 0, 1,024 MiB, compute capability 9.0, driver for CUDA 13.0, NVRTC ")
        .contains("cuBLAS " + stub.folder().resolve("libcublas.so.13"))
        .contains("cuDNN " + stub.folder().resolve("libcudnn.so.9"))
        .contains("NCCL " + stub.folder().resolve("libnccl.so.2"));
    assertThat(stub.violation()).isEmpty();
    assertThat(stub.left()).isZero();
  }

  @Test
  void missingLibrariesAreAdvice() throws IOException {
    CudaStub stub = CudaStub.ready();
    CudaProvider bare = provider(stub, "libcuda.so.1", "libnvrtc.so.13");
    assertThat(bare.probe())
        .isInstanceOfSatisfying(
            Available.class,
            available ->
                assertThat(available.advice())
                    .contains("cuBLAS (matrix products take the portable kernels): libcublas.so.13")
                    .contains("pip install nvidia-cublas,")
                    .contains("cuDNN (convolutions take the portable kernels): libcudnn.so.9")
                    .contains("pip install nvidia-cudnn-cu13")
                    .contains("NCCL (several devices exchange through the host's memory): libnccl")
                    .contains("pip install nvidia-nccl-cu13"));
    assertThatThrownBy(() -> bare.open(0, new DeviceOptions(0, Precision.BFLOAT16)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("precision bf16 needs cuBLAS: libcublas.so.13");
    try (Device device = bare.open(0, DeviceOptions.DEFAULT)) {
      assertThat(device.name()).isEqualTo("cuda:0");
      assertThat(device.description()).contains("Stub 0");
    }
    assertThat(stub.left()).isZero();
  }

  @Test
  void withoutTheCompilerThereIsNoDevice() throws IOException {
    CudaProvider bare = provider(CudaStub.ready(), "libcuda.so.1");
    assertThat(bare.probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable -> {
              assertThat(unavailable.reason()).contains("libnvrtc.so.13 or libnvrtc.so.12");
              assertThat(unavailable.remedy()).startsWith("pip install nvidia-cuda-nvrtc,");
            });
    assertThatThrownBy(() -> bare.open(0, DeviceOptions.DEFAULT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("libnvrtc.so.13");
  }

  @Test
  void librariesOfALaterCudaThanTheDriversArePassedOver() {
    CudaStub stub = CudaStub.ready();
    stub.set("driver_version", 12080);
    assertThat(all(stub).probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable -> {
              assertThat(unavailable.reason()).startsWith("libnvrtc.so.12 was not found");
              assertThat(unavailable.remedy()).contains("nvidia-cuda-nvrtc-cu12");
            });
  }

  @Test
  void aDriverThatIsTooOldSaysSo() {
    CudaStub stub = CudaStub.ready();
    stub.set("driver_version", 11040);
    assertThat(all(stub).probe())
        .isEqualTo(
            new Unavailable(
                "the driver speaks CUDA 11.4, and 12.0 or later is needed",
                "Install a newer NVIDIA driver (525 or later)"));
  }

  @Test
  void aDriverWithoutDevicesSaysSo() {
    CudaStub stub = CudaStub.ready();
    stub.fail("cuInit", 1, 100);
    assertThat(all(stub).probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable -> assertThat(unavailable.reason()).contains("knows of no CUDA device"));
    stub.fail("cuInit", 1, 700);
    assertThat(all(stub).probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable -> assertThat(unavailable.reason()).contains("ILLEGAL_ADDRESS"));
  }

  @Test
  void anIndexThatIsNotThereIsAnsweredWithThoseThatAre() {
    CudaStub stub = CudaStub.ready();
    assertThatThrownBy(() -> all(stub).open(2, DeviceOptions.DEFAULT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("expected cuda:0 to cuda:1 but got cuda:2");
  }

  @Test
  void precisionsThatADeviceHasNotAreRefused() {
    CudaStub stub = CudaStub.ready();
    assertThatThrownBy(() -> all(stub).open(0, new DeviceOptions(0, Precision.FLOAT16)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("precision float32, tf32 or bf16 but got float16");
    stub.set("major", 7);
    assertThatThrownBy(() -> all(stub).open(0, new DeviceOptions(0, Precision.TF32)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining(
            "compute capability 8.0 or more for precision tf32 but got 7.0 (Stub 0)");
    assertThat(stub.violation()).isEmpty();
    assertThat(stub.left()).isZero();
  }

  @Test
  void aCudnnThatIsTooOldSaysSo() {
    CudaStub stub = CudaStub.ready();
    stub.set("cudnn_version", 8907);
    assertThatThrownBy(() -> all(stub).open(0, DeviceOptions.DEFAULT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cuDNN 9.0 or later but got 8.9.7");
    assertThat(stub.left()).isZero();
  }

  @Test
  void libraryThatDoesNotOpenIsNamedAndNothingIsLeft() {
    CudaStub stub = CudaStub.ready();
    stub.fail("cudnnCreate", 1, 5000);
    assertThatThrownBy(() -> all(stub).open(0, DeviceOptions.DEFAULT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("opening cuDNN failed: CUDNN_STATUS_EXECUTION_FAILED");
    stub.fail("cublasCreate_v2", 1, 13);
    assertThatThrownBy(() -> all(stub).open(0, DeviceOptions.DEFAULT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("opening cuBLAS failed: CUBLAS_STATUS_EXECUTION_FAILED");
    assertThat(stub.violation()).isEmpty();
    assertThat(stub.left()).isZero();
  }
}
