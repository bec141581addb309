package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ElementwiseKernels;
import dev.conv4j.tensor.spi.MemoryUse;
import dev.conv4j.tensor.spi.RecordedStep;
import dev.conv4j.tensor.spi.StepRecorder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Laws of a {@link StepRecorder}, for a device that has one. */
public abstract class RecorderContract {
  private static final Shape SHAPE = Shape.of(1000);
  private static final int TIMES = 6;

  private Device device;
  private StepRecorder recorder;
  private Tensor x;
  private Tensor y;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // JUnit calls openDevice before each test
  protected RecorderContract() {}

  /** Opens the device under test. */
  protected abstract Device open();

  @BeforeEach
  final void openDevice() {
    device = open();
    recorder = device.recorder().orElseThrow();
    x = Tensor.zeros(device, SHAPE);
    y = Tensor.zeros(device, SHAPE);
  }

  @AfterEach
  final void closeDevice() {
    device.close();
  }

  private ElementwiseKernels kernels() {
    return device.kernels().elementwise();
  }

  private Tensor onTheWay() {
    return Tensor.allocate(device, ElementType.FLOAT32, SHAPE, "on the way");
  }

  /** y = y + 2 x, with memory on the way. */
  private void addTwice() {
    try (Tensor twice = onTheWay();
        Tensor copy = onTheWay()) {
      kernels().copy(x, copy);
      kernels().add(x, copy, twice);
      kernels().add(y, twice, y);
    }
  }

  private static float[] filled(float value) {
    float[] values = new float[SHAPE.intCount()];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  final void aStepDoesTheSameEachTimeWithWhatItFinds() {
    RecordedStep step = recorder.step(this::addTwice);
    float expected = 0;
    for (int time = 1; time <= TIMES; time++) {
      x.write(filled(time));
      step.run();
      expected += 2 * time;
    }
    assertArrayEquals(filled(expected), y.toArray());
    assertEquals("", step.obstacle());
  }

  @Test
  final void theBodyIsNoLongerCalledOnceItIsNoted() {
    int[] calls = {0};
    RecordedStep step =
        recorder.step(() -> {
          calls[0]++;
          addTwice();
        });
    for (int time = 0; time < TIMES; time++) {
      step.run();
    }
    assertTrue(calls[0] <= 2, calls[0] + " calls");
  }

  @Test
  final void nobodyElseGetsTheMemoryOfAStep() {
    RecordedStep step = recorder.step(this::addTwice);
    x.write(filled(1));
    step.run();
    step.run();
    try (Tensor other = onTheWay();
        Tensor another = onTheWay()) {
      other.write(filled(-1));
      another.write(filled(-2));
      step.run();
      assertArrayEquals(filled(-1), other.toArray());
      assertArrayEquals(filled(-2), another.toArray());
    }
    assertArrayEquals(filled(6), y.toArray());
  }

  @Test
  final void memoryStandsStillAndIsGivenBack() {
    MemoryUse before = device.memory().use();
    RecordedStep step = recorder.step(this::addTwice);
    step.run();
    MemoryUse warm = device.memory().use();
    for (int time = 1; time < TIMES; time++) {
      step.run();
      recorder.plainly(this::addTwice);
    }
    assertEquals(warm, device.memory().use());
    recorder.close();
    recorder.close();
    assertEquals(before.bytesInUse(), device.memory().use().bytesInUse());
  }

  @Test
  final void stepsShareTheirMemory() {
    RecordedStep first = recorder.step(this::addTwice);
    first.run();
    MemoryUse one = device.memory().use();
    RecordedStep second =
        recorder.step(() -> {
          addTwice();
          addTwice();
        });
    x.write(filled(1));
    for (int time = 0; time < TIMES; time++) {
      first.run();
      second.run();
    }
    assertEquals(one, device.memory().use());
    assertArrayEquals(filled(6 * TIMES), y.toArray());
  }

  @Test
  final void whatAStepAllocatesAndKeepsStaysUsable() {
    Tensor[] kept = new Tensor[1];
    RecordedStep step =
        recorder.step(() -> {
          if (kept[0] == null) {
            kept[0] = onTheWay();
          }
          kernels().copy(x, kept[0]);
        });
    for (int time = 1; time <= TIMES; time++) {
      x.write(filled(time));
      step.run();
      assertArrayEquals(filled(time), kept[0].toArray());
    }
    recorder.close();
    assertArrayEquals(filled(TIMES), kept[0].toArray());
    kept[0].close();
  }

  @Test
  final void aStepThatReadsIsDonePlainlyAndSaysWhy() {
    float[] seen = new float[1];
    RecordedStep step =
        recorder.step(() -> {
          addTwice();
          seen[0] = y.toArray()[0];
        });
    x.write(filled(1));
    for (int time = 1; time <= TIMES; time++) {
      step.run();
      assertEquals(2 * time, seen[0]);
    }
    assertFalse(step.obstacle().isEmpty());
  }

  @Test
  final void aStepThatWantsMoreMemoryThanBeforeIsDonePlainly() {
    int[] calls = {0};
    RecordedStep step =
        recorder.step(() -> {
          calls[0]++;
          Shape larger = Shape.of(1000 + calls[0]);
          Tensor.allocate(device, ElementType.FLOAT32, larger, "growing").close();
          addTwice();
        });
    x.write(filled(1));
    for (int time = 0; time < TIMES; time++) {
      step.run();
    }
    assertArrayEquals(filled(2 * TIMES), y.toArray());
    assertFalse(step.obstacle().isEmpty());
  }

  @Test
  final void whatAStepThrowsReachesTheCallerAndTheNextOneWorks() {
    IllegalStateException thrown = new IllegalStateException("in the step");
    int[] calls = {0};
    RecordedStep step =
        recorder.step(() -> {
          addTwice();
          if (++calls[0] == 2) {
            throw thrown;
          }
        });
    x.write(filled(1));
    step.run();
    assertSame(thrown, assertThrows(IllegalStateException.class, step::run));
    float before = y.toArray()[0];
    step.run();
    step.run();
    assertArrayEquals(filled(before + 4), y.toArray());
  }

  @Test
  final void aClosedRecorderRefuses() {
    RecordedStep step = recorder.step(this::addTwice);
    step.run();
    step.run();
    recorder.close();
    assertThrows(DeviceException.class, step::run);
    assertThrows(DeviceException.class, () -> recorder.plainly(this::addTwice));
  }

  @Test
  final void aDeviceMayBeClosedFirst() {
    RecordedStep step = recorder.step(this::addTwice);
    step.run();
    step.run();
    device.close();
    assertThrows(DeviceException.class, step::run);
    recorder.close();
    assertEquals(0, device.memory().use().bytesInUse());
  }
}
