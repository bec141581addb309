package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.foreign.LibrarySearch;
import dev.conv4j.gpu.runtime.ProgramCache;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Availability.Unavailable;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a user reads when the driver fails, and that the device is closed in good order after it.
 */
@SuppressWarnings("NullAway.Init") // JUnit makes the driver before each test
class DriverFailuresTest {
  @TempDir Path cache;
  private final Arena arena = Arena.ofShared();
  private FaultyDriver driver;

  @BeforeEach
  void makeDriver() {
    driver = new FaultyDriver(arena);
  }

  @AfterEach
  void forgetDriver() {
    arena.close();
  }

  private OpenClProvider provider() {
    LibrarySearch.Found found = new LibrarySearch.Found(driver.library());
    return new OpenClProvider(() -> found, new ProgramCache(cache));
  }

  private Device open() {
    return provider().open(0, DeviceOptions.DEFAULT);
  }

  private FaultyDriver.Fault launches() {
    return driver.watch(
        "clEnqueueNDRangeKernel",
        JAVA_LONG,
        JAVA_LONG,
        JAVA_INT,
        ADDRESS,
        ADDRESS,
        ADDRESS,
        JAVA_INT,
        ADDRESS,
        ADDRESS);
  }

  /** Not available; out of resources, as NVIDIA says after a fault; a queue that is no more. */
  @ParameterizedTest
  @ValueSource(ints = {-2, -5, -14, -36})
  void aLostDeviceSaysSo(int status) {
    FaultyDriver.Fault launches = launches();
    Device device = open();
    try (Tensor x = Tensor.of(device, Shape.of(2), 1, 2)) {
      launches.answer(status);
      assertThatThrownBy(() -> device.kernels().elementwise().fill(x, 3))
          .isInstanceOf(DeviceException.class)
          .hasMessageContainingAll(
              "opencl:0: the device was lost while running the kernel fill",
              "start again from the last checkpoint");
    } finally {
      device.close();
    }
    assertThat(device.memory().use().bytesInUse()).isZero();
  }

  @Test
  void aDeviceThatIsLostWhileSomeoneWaitsSaysSo() {
    FaultyDriver.Fault waits = driver.watch("clWaitForEvents", JAVA_INT, ADDRESS);
    try (Device device = open();
        Tensor x = Tensor.of(device, Shape.of(2), 1, 2)) {
      waits.answer(-14);
      assertThatThrownBy(x::toArray)
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("the device was lost while copying");
      waits.mend();
      assertThat(x.toArray()).containsExactly(1, 2);
    }
  }

  @Test
  void anyOtherFailureNamesWhatWasDone() {
    FaultyDriver.Fault launches = launches();
    try (Device device = open();
        Tensor x = Tensor.of(device, Shape.of(2), 1, 2)) {
      launches.answer(-54);
      assertThatThrownBy(() -> device.kernels().elementwise().fill(x, 3))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining(
              "running the kernel fill failed (CL_INVALID_WORK_GROUP_SIZE). Update the driver");
      launches.mend();
      device.kernels().elementwise().fill(x, 3);
      assertThat(x.toArray()).containsExactly(3, 3);
    }
  }

  /** The driver has less room than it says; afterwards the device computes as before. */
  @Test
  void aDriverWithoutRoomIsToldInFull() {
    FaultyDriver.Fault moves =
        driver.watch(
            "clEnqueueMigrateMemObjects",
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            JAVA_LONG,
            JAVA_INT,
            ADDRESS,
            ADDRESS);
    try (Device device = open();
        Tensor weights =
            Tensor.allocate(device, ElementType.FLOAT32, Shape.of(1 << 20), "conv1.weight");
        Tensor x = Tensor.of(device, Shape.of(2), 1, 2)) {
      moves.answer(-4);
      assertThatThrownBy(
              () -> Tensor.allocate(device, ElementType.FLOAT32, Shape.of(3 << 20), "image"))
          .isInstanceOf(DeviceException.class)
          .hasMessageContainingAll(
              "opencl:0: expected room for 12.0 MiB more but got",
              " free of ",
              "most is held by conv1.weight 4.0 MiB, Tensor.of 8 bytes",
              "Use a smaller batch (--batch-size)");
      moves.mend();
      device.kernels().elementwise().add(x, x, x);
      assertThat(x.toArray()).containsExactly(2, 4);
      assertThat(weights.shape()).isEqualTo(Shape.of(1 << 20));
      Tensor.allocate(device, ElementType.FLOAT32, Shape.of(3 << 20), "image").close();
    }
  }

  @Test
  void aLibraryThatIsTooOldSaysWhatItLacks() {
    driver.remove("clEnqueueMigrateMemObjects"); // came with OpenCL 1.2
    try (Device device = open()) {
      assertThatThrownBy(() -> Tensor.of(device, Shape.of(2), 1, 2))
          .isInstanceOf(DeviceException.class)
          .hasMessageContainingAll("clEnqueueMigrateMemObjects", "too old", "newer driver");
    }
  }

  @Test
  void aLibraryThatIsNoOpenClIsNotAvailable() {
    driver.remove("clGetPlatformIDs");
    assertThat(provider().probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            absent -> {
              assertThat(absent.reason()).contains("too old");
              assertThat(absent.remedy()).contains("newer driver");
            });
  }

  @Test
  void aLoaderWithoutDriversIsNotAvailable() {
    driver.watch("clGetPlatformIDs", JAVA_INT, ADDRESS, ADDRESS).answer(-1001);
    assertThat(provider().probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            absent -> {
              assertThat(absent.reason()).contains("libFaulty.so", "knows of no device");
              assertThat(absent.remedy()).contains("pocl-opencl-icd");
            });
    assertThatThrownBy(this::open)
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("expected an OpenCL device but got opencl:0");
  }

  @Test
  void aDriverThatFailsWhenItIsAskedIsNotAvailable() {
    driver.watch("clGetPlatformIDs", JAVA_INT, ADDRESS, ADDRESS).answer(-6);
    assertThat(provider().probe())
        .isInstanceOfSatisfying(
            Unavailable.class,
            absent -> assertThat(absent.reason()).contains("CL_OUT_OF_HOST_MEMORY"));
  }

  @Test
  void aContextThatTheDriverRefusesIsSaid() {
    driver.watch("clGetDeviceIDs", JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS).answer(-1);
    assertThat(provider().probe()).isInstanceOf(Unavailable.class);
  }
}
