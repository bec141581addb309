package dev.conv4j.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.CapturedStep;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.gpu.runtime.NoRoomException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runtime, on the stub libraries: what it asks of the driver, and what it makes of answers. */
class CudaRuntimeTest {
  private static final String FILL =
      "KERNEL(256) fill(GLOBAL float *y, LONG count, float value) {}";
  private static final GpuSource SOURCE = new GpuSource("fills", FILL, Map.of());

  @TempDir Path cache;

  private CudaStub stub;
  private CudaRuntime runtime;

  @BeforeEach
  void open() {
    stub = CudaStub.ready();
    runtime = stub.provider(cache).runtime(0);
  }

  @AfterEach
  void everythingWasRightAndIsGivenBack() {
    if (runtime != null) {
      runtime.close();
      runtime.close();
      assertThat(stub.violation()).isEmpty();
      assertThat(stub.left()).isZero();
    }
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i * 0.5f - 7;
    }
    return numbers;
  }

  private GpuBuffer room(long bytes) {
    try {
      return runtime.allocate(bytes);
    } catch (NoRoomException e) {
      throw new AssertionError(e);
    }
  }

  private GpuBuffer written(float... values) {
    GpuBuffer buffer = room(values.length * 4L);
    runtime.write(MemorySegment.ofArray(values), buffer);
    return buffer;
  }

  private float[] read(GpuBuffer buffer) {
    float[] values = new float[(int) (buffer.bytes() / 4)];
    runtime.read(buffer, MemorySegment.ofArray(values));
    return values;
  }

  @Test
  void saysWhatTheDeviceIs() {
    assertThat(runtime.facts().name()).isEqualTo("cuda:0");
    assertThat(runtime.facts().model()).isEqualTo("Stub 0");
    assertThat(runtime.facts().driver()).isEqualTo("driver for CUDA 13.0, NVRTC 13.1");
    assertThat(runtime.facts().totalBytes()).isEqualTo(1L << 30);
    assertThat(runtime.facts().localBytes()).isEqualTo(49_152);
    assertThat(runtime.facts().mostItems()).isEqualTo(1024);
    assertThat(runtime.facts().computeUnits()).isEqualTo(132);
    assertThat(runtime.card().architecture()).isEqualTo("sm_90");
    assertThat(runtime.freeBytes()).isEqualTo(1L << 30);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000, 1 << 18, (1 << 18) + 1, 5_000_000})
  void whatIsWrittenIsRead(int count) {
    float[] values = numbers(count);
    GpuBuffer buffer = written(values);
    assertThat(read(buffer)).isEqualTo(values);
    assertThat(runtime.freeBytes()).isEqualTo((1L << 30) - count * 4L);
    GpuBuffer copied = room(count * 4L);
    runtime.copy(buffer, copied, count * 4L);
    assertThat(read(copied)).isEqualTo(values);
    runtime.free(buffer);
    runtime.free(buffer);
    assertThat(runtime.freeBytes()).isEqualTo((1L << 30) - count * 4L);
    runtime.finish();
  }

  @Test
  void sizesBeyondABufferAreRefused() {
    GpuBuffer buffer = room(8);
    float[] three = new float[3];
    assertThatThrownBy(() -> runtime.write(MemorySegment.ofArray(three), buffer))
        .isInstanceOf(DeviceException.class)
        .hasMessage("cuda:0: expected at most 8 bytes but got 12 bytes.");
    assertThatThrownBy(() -> runtime.read(buffer, MemorySegment.ofArray(three)))
        .isInstanceOf(DeviceException.class);
    assertThatThrownBy(() -> runtime.copy(buffer, buffer, 9)).isInstanceOf(DeviceException.class);
    assertThatThrownBy(() -> runtime.allocate(0)).isInstanceOf(DeviceException.class);
  }

  @Test
  void memoryThatWasGivenBackIsRefused() {
    GpuBuffer buffer = written(1, 2);
    runtime.free(buffer);
    assertThatThrownBy(() -> read(buffer))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("given back");
    GpuKernel fill = runtime.compile(SOURCE).kernel("fill");
    assertThatThrownBy(() ->
            runtime.launch(fill, Grid.covering(2, 256), Arguments.of(buffer).longs(2).real(1)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("given back");
  }

  @Test
  void aClosedDeviceRefuses() {
    GpuBuffer buffer = written(1, 2);
    GpuKernel fill = runtime.compile(SOURCE).kernel("fill");
    runtime.close();
    assertThatThrownBy(() -> runtime.allocate(4))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> read(buffer)).isInstanceOf(DeviceException.class);
    assertThatThrownBy(() ->
            runtime.launch(fill, Grid.covering(2, 256), Arguments.of(buffer).longs(2).real(1)))
        .isInstanceOf(DeviceException.class);
    runtime.free(buffer);
  }

  @Test
  void outOfMemoryIsToldAndTheDeviceGoesOn() {
    stub.set("total", 1L << 24);
    GpuBuffer held = room(1 << 20);
    assertThatThrownBy(() -> runtime.allocate(1L << 24))
        .isInstanceOf(NoRoomException.class)
        .hasMessage("CUDA_ERROR_OUT_OF_MEMORY");
    runtime.free(held);
    GpuBuffer all = room(1L << 24);
    runtime.free(all);
  }

  @Test
  void kernelsGetTheirArguments() {
    GpuBuffer buffer = written(numbers(1000));
    GpuKernel fill = runtime.compile(SOURCE).kernel("fill");
    runtime.launch(fill, Grid.covering(1000, 256), Arguments.of(buffer).longs(999).real(0.25f));
    assertThat(stub.launched()).isEqualTo("fill 4×1×1 of 256×1×1: p 999 0.25");
    float[] values = read(buffer);
    assertThat(values[0]).isEqualTo(0.25f);
    assertThat(values[998]).isEqualTo(0.25f);
    assertThat(values[999]).isEqualTo(999 * 0.5f - 7);
    runtime.launch(
        fill,
        new Grid(3, 2, 5, 4, 8, 16),
        new Arguments().buffer(null).longs(0).real(Float.MAX_VALUE));
    assertThat(stub.launched()).isEqualTo("fill 3×2×5 of 4×8×16: null 0 3.40282e+38");
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    GpuBuffer buffer = written(1);
    GpuKernel fill = runtime.compile(SOURCE).kernel("fill");
    assertThatThrownBy(
            () -> runtime.launch(fill, Grid.covering(1, 256), Arguments.of(buffer).ints(1).real(1)))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "cuda:0, kernel fill: expected arguments of [8, 8, 4] bytes but got arguments of [8, 4,"
                + " 4] bytes.");
    assertThatThrownBy(
            () -> runtime.launch(fill, Grid.covering(1, 256), Arguments.of(buffer).longs(1)))
        .isInstanceOf(DeviceException.class);
  }

  @Test
  void gridsBeyondTheLimitsAreRefused() {
    GpuKernel fill = runtime.compile(SOURCE).kernel("fill");
    Arguments none = new Arguments().buffer(null).longs(0).real(0);
    assertThatThrownBy(() -> runtime.launch(fill, new Grid(1, 1, 1, 512, 2, 2), none))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("at most 1024 work items in a group but got 2048");
    assertThatThrownBy(() -> runtime.launch(fill, Grid.of(1, 65_536, 1, 1), none))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("65,535");
    assertThatThrownBy(() -> runtime.launch(fill, Grid.of(1L << 31, 1, 1, 1), none))
        .isInstanceOf(DeviceException.class);
  }

  @Test
  void aKernelBelongsToItsDevice() {
    try (CudaRuntime other = stub.provider(cache).runtime(1)) {
      GpuKernel foreign = other.compile(SOURCE).kernel("fill");
      assertThatThrownBy(() ->
              runtime.launch(
                  foreign, Grid.covering(1, 1), new Arguments().buffer(null).longs(0).real(0)))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("a kernel of this device");
    }
    assertThatThrownBy(() -> runtime.compile(SOURCE).kernel("nosuch"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fills has no kernel nosuch");
  }

  @Test
  void whatWasCompiledIsTakenFromTheDisk() {
    int before = stub.calls("nvrtcCompileProgram");
    runtime.compile(SOURCE);
    runtime.compile(SOURCE);
    assertThat(stub.calls("nvrtcCompileProgram")).isEqualTo(before + 1);
    try (CudaRuntime again = stub.provider(cache).runtime(0)) {
      again.compile(SOURCE).kernel("fill");
    }
    assertThat(stub.calls("nvrtcCompileProgram")).isEqualTo(before + 1);
    stub.set("driver_version", 13020);
    try (CudaRuntime newer = stub.provider(cache).runtime(0)) {
      newer.compile(SOURCE);
    }
    assertThat(stub.calls("nvrtcCompileProgram")).isEqualTo(before + 2);
  }

  @Test
  void aSourceThatDoesNotCompileComesWithTheLog() {
    GpuSource broken = new GpuSource("broken", "#error no\n", Map.of());
    assertThatThrownBy(() -> runtime.compile(broken))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("the kernels 'broken' do not compile for sm_90")
        .hasMessageContaining("stub(1): error: #error is refused")
        .hasMessageContaining("NVRTC (this is 13.1, ");
    stub.fail("nvrtcCreateProgram", 1, 3);
    assertThatThrownBy(() -> runtime.compile(SOURCE))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("NVRTC_ERROR_INVALID_INPUT");
    runtime.compile(SOURCE);
  }

  @Test
  void anArchitectureThatNvrtcDoesNotKnowIsNamed() {
    stub.set("major", 12);
    try (CudaRuntime newest = stub.provider(cache).runtime(0)) {
      assertThatThrownBy(() -> newest.compile(SOURCE))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("an NVRTC that compiles for sm_120")
          .hasMessageContaining("[75, 80, 90]");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {214, 700, 719})
  void aLostDeviceSaysSoAndRefuses(int status) {
    GpuBuffer buffer = written(1, 2);
    stub.fail("cuStreamSynchronize", 1, status);
    assertThatThrownBy(runtime::finish)
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("the device is lost (CUDA_ERROR_")
        .hasMessageContaining("while waiting for it");
    assertThatThrownBy(() -> read(buffer))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("the device is lost");
    assertThatThrownBy(() -> runtime.allocate(4))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("the device is lost");
  }

  @Test
  void anyOtherErrorIsNamedAndTheDeviceGoesOn() {
    GpuBuffer buffer = written(3, 4);
    stub.fail("cuMemcpyDtoHAsync_v2", 1, 1);
    assertThatThrownBy(() -> read(buffer))
        .isInstanceOf(DeviceException.class)
        .hasMessage("cuda:0: copying from the device failed: CUDA_ERROR_INVALID_VALUE.");
    stub.fail("cuMemcpyDtoHAsync_v2", 1, 9999);
    assertThatThrownBy(() -> read(buffer)).hasMessageContaining("CUDA error 9999");
    assertThat(read(buffer)).containsExactly(3, 4);
  }

  @Test
  void aCapturedStepIsReplayed() {
    GpuBuffer a = written(1, 2, 3);
    GpuBuffer b = written(0, 0, 0);
    GpuKernel fill = runtime.compile(SOURCE).kernel("fill");
    CapturedStep step;
    try (Capture capture = runtime.capture()) {
      runtime.launch(fill, Grid.covering(2, 256), Arguments.of(a).longs(2).real(7));
      runtime.copy(a, b, 12);
      step = capture.end();
    }
    assertThat(read(a)).containsExactly(1, 2, 3);
    step.replay();
    assertThat(read(b)).containsExactly(7, 7, 3);
    runtime.write(MemorySegment.ofArray(new float[] {0, 0, 5}), a);
    step.replay();
    assertThat(read(b)).containsExactly(7, 7, 5);
    runtime.free(b);
    assertThatThrownBy(step::replay)
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("given back");
    step.close();
    step.close();
    assertThatThrownBy(step::replay)
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void onlyTheThreadThatCapturesIsCaptured() {
    GpuBuffer a = written(1);
    GpuKernel fill = runtime.compile(SOURCE).kernel("fill");
    try (Capture _ = runtime.capture()) {
      CompletableFuture.runAsync(
              () -> runtime.launch(fill, Grid.covering(1, 256), Arguments.of(a).longs(1).real(9)))
          .join();
      assertThat(CompletableFuture.supplyAsync(() -> read(a)).join()).containsExactly(9);
    }
    assertThat(read(a)).containsExactly(9);
  }

  @Test
  void whatCannotBeCapturedIsRefused() {
    GpuBuffer a = written(1);
    Capture capture = runtime.capture();
    assertThatThrownBy(() -> read(a)).hasMessageContaining("a copy to the host in a capture");
    assertThatThrownBy(() -> written(1)).hasMessageContaining("taking memory in a capture");
    assertThatThrownBy(runtime::finish).hasMessageContaining("waiting in a capture");
    assertThatThrownBy(runtime::capture).hasMessageContaining("another capture in a capture");
    assertThatThrownBy(() -> runtime.compile(SOURCE)).hasMessageContaining("compiling");
    assertThatThrownBy(() -> CompletableFuture.runAsync(capture::close).join())
        .hasRootCauseInstanceOf(IllegalStateException.class);
    capture.close();
    capture.close();
    assertThatThrownBy(capture::end).isInstanceOf(IllegalStateException.class);
    assertThat(read(a)).containsExactly(1);
  }

  @Test
  void aDeviceThatDoesNotOpenLeavesNothingBehind() {
    stub.fail("cuStreamCreate", 1, 1);
    assertThatThrownBy(() -> stub.provider(cache).runtime(1))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cuda:1: making its stream failed");
  }

  @Test
  void pinnedMemoryThatIsNotThereIsNoCrash() {
    GpuBuffer a = room(4);
    float[] one = {1};
    stub.fail("cuMemHostAlloc", 1, 2);
    assertThatThrownBy(() -> runtime.write(MemorySegment.ofArray(one), a))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("pinned host memory");
    runtime.write(MemorySegment.ofArray(one), a);
    assertThat(read(a)).containsExactly(1);
    assertThat(MemorySegment.ofArray(one).get(JAVA_FLOAT, 0)).isEqualTo(1);
  }
}
