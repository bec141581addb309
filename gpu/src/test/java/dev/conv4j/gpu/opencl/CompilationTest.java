package dev.conv4j.gpu.opencl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.gpu.runtime.NoRoomException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources become programs, once for each device and driver. */
@SuppressWarnings("NullAway.Init") // JUnit makes the driver before each test
class CompilationTest {
  @TempDir Path folder;
  private final Arena arena = Arena.ofShared();
  private FaultyDriver driver;
  private FaultyDriver.Fault fromSource;

  @BeforeEach
  void makeDriver() {
    driver = new FaultyDriver(arena);
    fromSource =
        driver.watch(
            "clCreateProgramWithSource",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
  }

  @AfterEach
  void forgetDriver() {
    arena.close();
  }

  private static GpuSource answering(int value) {
    String text = "KERNEL(1) answer(GLOBAL int* y) { y[0] = ANSWER; }";
    return new GpuSource("answering", text, Map.of("ANSWER", Integer.toString(value)));
  }

  /** Compiles and runs on a newly opened device. */
  private int answer(int value) {
    try (OpenClRuntime runtime = OpenClHere.runtime(driver.library(), cache())) {
      GpuBuffer y = runtime.allocate(4);
      runtime.launch(
          runtime.compile(answering(value)).kernel("answer"), Grid.covering(1, 1), Arguments.of(y));
      int[] answer = new int[1];
      runtime.read(y, MemorySegment.ofArray(answer));
      return answer[0];
    } catch (NoRoomException e) {
      throw new AssertionError(e);
    }
  }

  private Path cache() {
    return folder.resolve("programs");
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(cache())) {
      return files.toList();
    }
  }

  @Test
  void aProgramIsCompiledOnce() throws IOException {
    assertThat(answer(1)).isEqualTo(1);
    assertThat(answer(1)).isEqualTo(1);
    assertThat(fromSource.calls()).isEqualTo(1);
    assertThat(cached()).hasSize(1);
    assertThat(answer(2)).isEqualTo(2);
    assertThat(fromSource.calls()).isEqualTo(2);
    assertThat(cached()).hasSize(2);
  }

  @Test
  void anOpenDeviceCompilesASourceOnce() {
    try (OpenClRuntime runtime = OpenClHere.runtime(driver.library(), cache())) {
      assertThat(runtime.compile(answering(1))).isSameAs(runtime.compile(answering(1)));
    }
  }

  @Test
  void aSpoiltCacheIsMadeAnew() throws IOException {
    assertThat(answer(7)).isEqualTo(7);
    Path file = cached().getFirst();
    byte[] good = Files.readAllBytes(file);
    byte[] bitsFlipped = good.clone();
    bitsFlipped[good.length / 2] ^= 0x40;
    int compiled = 1;
    for (byte[] bad : List.of(bitsFlipped, Arrays.copyOf(good, 100))) {
      Files.write(file, bad);
      assertThat(answer(7)).isEqualTo(7);
      compiled++;
      assertThat(fromSource.calls()).isEqualTo(compiled);
      assertThat(answer(7)).isEqualTo(7);
      assertThat(fromSource.calls()).isEqualTo(compiled);
    }
  }

  /** Whole, but not of this driver. */
  @Test
  void aProgramThatTheDriverDoesNotWantIsMadeAnew() {
    FaultyDriver.Fault build =
        driver.watch("clBuildProgram", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    assertThat(answer(7)).isEqualTo(7);
    try (OpenClRuntime runtime = OpenClHere.runtime(driver.library(), cache())) {
      build.answer(-42);
      assertThatThrownBy(() -> runtime.compile(answering(7)))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("CL_INVALID_BINARY");
      assertThat(fromSource.calls()).isEqualTo(2);
    }
  }

  @Test
  void withoutACacheItIsCompiledEachTime() throws IOException {
    Files.writeString(cache(), "a file in the way of the folder");
    assertThat(answer(3)).isEqualTo(3);
    assertThat(answer(3)).isEqualTo(3);
    assertThat(fromSource.calls()).isEqualTo(2);
  }

  @Test
  void aMistakeIsShownAsTheCompilerSaysIt() throws IOException {
    GpuSource wrong =
        new GpuSource(
            "mistaken", "KERNEL(1) fine(GLOBAL int* y) {\n  y[0] = undeclared_name;\n}", Map.of());
    try (OpenClRuntime runtime = OpenClHere.runtime(driver.library(), cache())) {
      assertThatThrownBy(() -> runtime.compile(wrong))
          .isInstanceOf(DeviceException.class)
          .hasMessageContainingAll(
              "opencl:0: the kernels 'mistaken' do not compile (CL_BUILD_PROGRAM_FAILURE)",
              "mistaken:2",
              "undeclared_name",
              "the device cpu")
          .hasMessageNotContaining("\n");
      assertThat(runtime.compile(answering(1)).kernel("answer").name()).isEqualTo("answer");
    }
    assertThat(cached()).hasSize(1);
  }
}
