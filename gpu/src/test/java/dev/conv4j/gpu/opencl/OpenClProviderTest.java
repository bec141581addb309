package dev.conv4j.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.foreign.LibrarySearch;
import dev.conv4j.gpu.foreign.LibrarySearch.Loader;
import dev.conv4j.gpu.runtime.ProgramCache;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.spi.Availability.Available;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found and offered, and what is said where nothing is. */
class OpenClProviderTest {

  private static ClDevice device(long type, String version, boolean usable) {
    return new ClDevice(1, 2, "Platform", "OpenCL 3.0", "Model X", type, version, "7", 1, usable);
  }

  @Test
  void withoutALoaderItSaysWhatWasLookedForAndWhatToInstall() {
    LibrarySearch search = new LibrarySearch(List.of("libNoOpenCL.so.1"), List.of(new Loader()));
    OpenClProvider provider = new OpenClProvider(search::find, new ProgramCache(Path.of("unused")));
    assertThat(provider.probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            absent -> {
              assertThat(absent.reason())
                  .isEqualTo("libNoOpenCL.so.1 was not found on the system's library path");
              assertThat(absent.remedy())
                  .contains("ocl-icd-libopencl1", "driver", "pocl-opencl-icd");
            });
    assertThatThrownBy(() -> provider.open(0, DeviceOptions.DEFAULT))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("opencl:0: expected an OpenCL loader but got none");
  }

  @Test
  void theDevicesAreOfferedByTheirNames() {
    OpenClHere.require();
    assertThat(new OpenClProvider().probe())
        .isInstanceOfSatisfying(
            Available.class,
            here -> {
              for (int i = 0; i < here.devices().size(); i++) {
                assertThat(here.devices().get(i).name()).isEqualTo("opencl:" + i);
                assertThat(here.devices().get(i).description()).contains("MiB", "OpenCL", ", by /");
              }
            });
    try (var device = Devices.open("opencl")) {
      assertThat(device.name()).isEqualTo("opencl:0");
    }
  }

  @Test
  void anIndexBeyondTheLastIsAnsweredWithThoseThereAre() {
    OpenClHere.require();
    assertThatThrownBy(() -> Devices.open("opencl:99"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContainingAll("expected opencl:0", "but got opencl:99");
  }

  /** Types of {@code cl_device_type}: 2 is a CPU, 4 a GPU, 8 an accelerator. */
  @ParameterizedTest
  @CsvSource({
    "4, OpenCL 1.2 CUDA, true, ''",
    "4, OpenCL 3.0, true, ''",
    "6, OpenCL 2.1, true, ''",
    "2, OpenCL 3.0, true, Model X is no GPU",
    "8, OpenCL 3.0, true, Model X is no GPU",
    "4, OpenCL 1.1 Mesa, true, its driver speaks only OpenCL 1.1 Mesa",
    "4, nonsense, true, its driver speaks only nonsense",
    "4, OpenCL 3.0, false, 'its driver says that it is not available, or has no compiler'"
  })
  void autoTakesAGpuThatCanBeUsed(long type, String version, boolean usable, String passedOver) {
    assertThat(
            OpenClProvider.offers(List.of(device(type, version, usable)), "lib")
                .getFirst()
                .passedOver())
        .isEqualTo(passedOver);
  }

  /** On a build machine, PoCL: it must be asked for. */
  @Test
  void autoDoesNotTakeAProcessorForAGpu() {
    OpenClHere.require();
    Devices.Choice choice = Devices.choose("auto");
    Available here = (Available) new OpenClProvider().probe();
    if (here.devices().stream().noneMatch(offer -> offer.automatic())) {
      assertThat(choice.name()).doesNotStartWith("opencl");
      assertThat(choice.reason()).contains("not opencl:0: ", "is no GPU");
    } else {
      assertThat(choice.name()).isNotEqualTo("cpu");
    }
  }
}
