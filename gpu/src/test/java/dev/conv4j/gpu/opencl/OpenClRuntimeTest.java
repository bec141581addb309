package dev.conv4j.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.gpu.runtime.Arguments;
import dev.conv4j.gpu.runtime.Capture;
import dev.conv4j.gpu.runtime.CapturedStep;
import dev.conv4j.gpu.runtime.GpuBuffer;
import dev.conv4j.gpu.runtime.GpuKernel;
import dev.conv4j.gpu.runtime.GpuProgram;
import dev.conv4j.gpu.runtime.GpuSource;
import dev.conv4j.gpu.runtime.Grid;
import dev.conv4j.gpu.runtime.NoRoomException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of a runtime, and that nothing wrong reaches the driver. */
@SuppressWarnings("NullAway.Init") // JUnit opens the runtimes before each test
class OpenClRuntimeTest {
  private static final GpuSource SOURCE =
      new GpuSource(
          "testing",
          """
          KERNEL(4) scale(GLOBAL int* y, int n, int factor) {
            int i = 4 * GROUP_X + ITEM_X;
            if (i < n) {
              y[i] = y[i] * factor + OFFSET;
            }
          }
          """,
          Map.of("OFFSET", "1"));

  @TempDir Path cache;
  private OpenClRuntime runtime;
  private OpenClRuntime other;

  @BeforeEach
  void open() {
    runtime = OpenClHere.runtime(OpenClHere.library(), cache);
    other = OpenClHere.runtime(OpenClHere.library(), cache);
  }

  @AfterEach
  void close() {
    if (runtime != null) {
      runtime.close();
      other.close();
    }
  }

  private GpuBuffer ints(int... values) throws NoRoomException {
    GpuBuffer buffer = runtime.allocate(4L * values.length);
    runtime.write(MemorySegment.ofArray(values), buffer);
    return buffer;
  }

  private int[] ints(GpuBuffer buffer) {
    int[] values = new int[(int) (buffer.bytes() / 4)];
    runtime.read(buffer, MemorySegment.ofArray(values));
    return values;
  }

  private void scale(GpuBuffer buffer, int factor) {
    int n = (int) (buffer.bytes() / 4);
    runtime.launch(
        runtime.compile(SOURCE).kernel("scale"),
        Grid.covering(n, 4),
        Arguments.of(buffer).ints(n, factor));
  }

  @Test
  void saysWhatTheDeviceIs() {
    assertThat(runtime.facts().name()).isEqualTo("opencl:0");
    assertThat(runtime.facts().model()).isNotBlank();
    assertThat(runtime.facts().driver()).contains("OpenCL");
    assertThat(runtime.facts().totalBytes()).isGreaterThan(1 << 20);
    assertThat(runtime.facts().localBytes()).isGreaterThanOrEqualTo(32 << 10);
    assertThat(runtime.facts().mostItems()).isGreaterThanOrEqualTo(64);
    assertThat(runtime.facts().computeUnits()).isPositive();
  }

  /** Around the size of a piece of the ring, and more than the whole ring. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (9 << 18) + 5})
  void whatIsWrittenIsRead(int count) throws NoRoomException {
    int[] values = IntStream.range(0, count).map(i -> i * 7 + 1).toArray();
    GpuBuffer buffer = ints(values);
    GpuBuffer copy = runtime.allocate(buffer.bytes());
    runtime.copy(buffer, copy, buffer.bytes());
    assertThat(ints(copy)).isEqualTo(values);
  }

  @Test
  void whatIsWrittenMayChangeAtOnce() throws NoRoomException {
    int[] values = new int[1000];
    List<GpuBuffer> buffers = new ArrayList<>();
    for (int round = 0; round < 50; round++) {
      java.util.Arrays.fill(values, round);
      buffers.add(ints(values));
    }
    for (int round = 0; round < 50; round++) {
      assertThat(ints(buffers.get(round))).containsOnly(round);
    }
  }

  @Test
  void everythingIsDoneInTheOrderInWhichItWasAsked() throws NoRoomException {
    GpuBuffer buffer = ints(1, 2, 3, 4, 5);
    scale(buffer, 10);
    GpuBuffer copy = runtime.allocate(buffer.bytes());
    runtime.copy(buffer, copy, buffer.bytes());
    scale(buffer, 2);
    assertThat(ints(copy)).containsExactly(11, 21, 31, 41, 51);
    assertThat(ints(buffer)).containsExactly(23, 43, 63, 83, 103);
  }

  @Test
  void aCapturedStepIsDoneWhenItIsReplayed() throws NoRoomException {
    GpuBuffer buffer = ints(1, 2);
    GpuBuffer copy = ints(0, 0);
    CapturedStep step;
    try (Capture capture = runtime.capture()) {
      scale(buffer, 3);
      runtime.copy(buffer, copy, 8);
      step = capture.end();
    }
    assertThat(ints(buffer)).containsExactly(1, 2);
    step.replay();
    step.replay();
    assertThat(ints(copy)).containsExactly(13, 22);
    runtime.free(copy);
    refuses(step::replay, "given back");
    step.close();
    step.close();
    assertThatThrownBy(step::replay).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCaptureThatIsNotEndedIsForgotten() throws NoRoomException {
    GpuBuffer buffer = ints(1, 2);
    try (Capture capture = runtime.capture()) {
      scale(buffer, 3);
      refuses(runtime::capture, "capture");
      refuses(runtime::finish, "capture");
      refuses(() -> ints(buffer), "capture");
      refuses(() -> runtime.allocate(4), "capture");
      refuses(() -> ints(1), "capture");
      assertThat(capture).isNotNull();
    }
    assertThat(ints(buffer)).containsExactly(1, 2);
  }

  @Test
  void anotherThreadIsNotCaptured() throws Exception {
    GpuBuffer buffer = ints(1, 2);
    try (Capture capture = runtime.capture();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      thread.submit(() -> scale(buffer, 3)).get();
      assertThat(thread.submit(() -> ints(buffer)).get()).containsExactly(4, 7);
      assertThatThrownBy(() -> thread.submit(capture::close).get())
          .hasCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void memoryIsCounted() throws NoRoomException {
    long before = runtime.freeBytes();
    GpuBuffer buffer = runtime.allocate(1000);
    assertThat(runtime.freeBytes()).isEqualTo(before - 1000);
    runtime.free(buffer);
    runtime.free(buffer);
    assertThat(runtime.freeBytes()).isEqualTo(before);
    assertThatThrownBy(() -> runtime.allocate(before + 1)).isInstanceOf(NoRoomException.class);
    assertThatThrownBy(() -> runtime.allocate(Long.MAX_VALUE)).isInstanceOf(NoRoomException.class);
    refuses(() -> runtime.allocate(0), "1 byte or more");
    refuses(() -> runtime.allocate(-5), "1 byte or more");
  }

  @Test
  void whatWasFreedIsRefused() throws NoRoomException {
    GpuBuffer freed = ints(1, 2);
    GpuBuffer held = ints(1, 2);
    runtime.free(freed);
    refuses(() -> ints(freed), "given back");
    refuses(() -> runtime.write(MemorySegment.ofArray(new int[1]), freed), "given back");
    refuses(() -> runtime.copy(freed, held, 4), "given back");
    refuses(() -> runtime.copy(held, freed, 4), "given back");
    refuses(() -> scale(freed, 2), "given back");
  }

  @Test
  void whatIsAnothersIsRefused() throws NoRoomException {
    GpuBuffer foreign = other.allocate(8);
    refuses(() -> ints(foreign), "another device's");
    refuses(() -> scale(foreign, 2), "another device's");
    runtime.free(foreign); // is not this one's to free
    other.write(MemorySegment.ofArray(new int[] {1, 2}), foreign);
    GpuBuffer own = ints(1, 2);
    GpuKernel kernel = other.compile(SOURCE).kernel("scale");
    refuses(
        () -> runtime.launch(kernel, Grid.covering(2, 4), Arguments.of(own).ints(2, 2)), "another");
  }

  @Test
  void sizesBeyondABufferAreRefused() throws NoRoomException {
    GpuBuffer small = ints(1, 2);
    GpuBuffer large = ints(1, 2, 3);
    refuses(() -> runtime.copy(large, small, 12), "at most 8 bytes");
    refuses(() -> runtime.copy(small, large, 12), "at most 8 bytes");
    refuses(() -> runtime.copy(small, large, -1), "bytes");
    refuses(() -> runtime.write(MemorySegment.ofArray(new int[3]), small), "at most 8 bytes");
    refuses(() -> runtime.read(small, MemorySegment.ofArray(new int[3])), "at most 8 bytes");
    assertThat(ints(small)).containsExactly(1, 2);
  }

  @Test
  void wrongLaunchesAreRefused() throws NoRoomException {
    GpuBuffer buffer = ints(1, 2);
    GpuProgram program = runtime.compile(SOURCE);
    GpuKernel kernel = program.kernel("scale");
    Grid grid = Grid.covering(2, 4);
    refuses(() -> runtime.launch(kernel, grid, Arguments.of(buffer)), "3 arguments");
    refuses(() -> runtime.launch(kernel, grid, Arguments.of(buffer).ints(1, 2, 3)), "3 arguments");
    refuses(
        () -> runtime.launch(kernel, grid, Arguments.of(buffer, buffer).ints(1)), "kernel scale");
    Arguments right = Arguments.of(buffer).ints(2, 2);
    refuses(
        () -> runtime.launch(kernel, Grid.covering(2, 1 << 30), right), "work items in a group");
    refuses(() -> runtime.launch(kernel, Grid.of(Long.MAX_VALUE / 2, 1, 1, 4), right), "groups");
    assertThatThrownBy(() -> program.kernel("scala")).isInstanceOf(IllegalArgumentException.class);
    assertThat(ints(buffer)).containsExactly(1, 2);
  }

  @Test
  void nothingIsDoneAfterTheEnd() throws NoRoomException {
    GpuBuffer buffer = ints(1, 2);
    GpuProgram program = runtime.compile(SOURCE);
    GpuKernel kernel = program.kernel("scale");
    CapturedStep step;
    try (Capture capture = runtime.capture()) {
      scale(buffer, 3);
      step = capture.end();
    }
    runtime.close();
    runtime.close();
    runtime.free(buffer);
    refuses(() -> runtime.allocate(4), "closed");
    refuses(() -> ints(buffer), "closed");
    refuses(() -> runtime.write(MemorySegment.ofArray(new int[1]), buffer), "closed");
    refuses(() -> runtime.copy(buffer, buffer, 4), "closed");
    refuses(() -> runtime.compile(SOURCE), "closed");
    refuses(() -> program.kernel("scale"), "closed");
    refuses(
        () -> runtime.launch(kernel, Grid.covering(2, 4), Arguments.of(buffer).ints(2, 2)),
        "closed");
    refuses(runtime::finish, "closed");
    refuses(runtime::capture, "closed");
    refuses(runtime::freeBytes, "closed");
    refuses(step::replay, "closed");
    step.close();
  }

  /** Threads that use the device while it is closed get an answer each, and nothing else. */
  @Test
  void aDeviceInUseMayBeClosed() throws InterruptedException, ExecutionException {
    CountDownLatch warm = new CountDownLatch(4);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> users = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        users.add(threads.submit(() -> useUntilClosed(warm)));
      }
      warm.await();
      runtime.close();
      for (Future<?> user : users) {
        user.get();
      }
    }
  }

  private void useUntilClosed(CountDownLatch warm) {
    try {
      for (int round = 0; ; round++) {
        int[] values = new int[1 << 16];
        GpuBuffer buffer = ints(values);
        scale(buffer, 1);
        assertThat(ints(buffer)).containsOnly(1);
        runtime.free(buffer);
        if (round == 3) {
          warm.countDown();
        }
      }
    } catch (NoRoomException e) {
      throw new AssertionError(e);
    } catch (DeviceException e) {
      assertThat(e).hasMessageContaining("one that was closed");
    }
  }

  private void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("opencl:0")
        .hasMessageContaining(message);
  }
}
