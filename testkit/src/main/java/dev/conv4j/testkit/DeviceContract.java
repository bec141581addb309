package dev.conv4j.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.ConvGeometry;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.MemoryUse;
import dev.conv4j.tensor.spi.Storage;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of a {@link Device} and its {@link Memory}, whatever it computes. */
public abstract class DeviceContract {
  private static final float[] ODD_FLOATS = {
    0,
    -0f,
    1,
    -1.5f,
    Float.MIN_VALUE,
    -Float.MAX_VALUE,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY
  };

  private Device device;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // JUnit calls openDevice before each test
  protected DeviceContract() {}

  /**
   * Opens the device under test.
   *
   * @param options how many threads it should have; a device that has none of its own ignores it
   */
  protected abstract Device open(DeviceOptions options);

  @BeforeEach
  final void openDevice() {
    device = open(new DeviceOptions(2));
  }

  @AfterEach
  final void closeDevice() {
    device.close();
  }

  @Test
  final void saysWhatItIs() {
    assertFalse(device.name().isBlank(), "a name");
    assertFalse(device.description().isBlank(), "a description");
  }

  @Test
  final void floatsComeBackAsTheyWent() {
    try (Tensor tensor = Tensor.of(device, Shape.of(3, 3), ODD_FLOATS)) {
      assertArrayEquals(ODD_FLOATS, tensor.toArray());
      float[] read = new float[ODD_FLOATS.length];
      tensor.read(read);
      assertArrayEquals(ODD_FLOATS, read);
    }
  }

  @Test
  final void doublesLoseNoMoreThanFloatsWould() {
    double[] values = Numbers.apart(50, 1);
    try (Tensor tensor = Tensor.zeros(device, Shape.of(50))) {
      tensor.write(values);
      double[] read = tensor.toDoubleArray();
      for (int i = 0; i < values.length; i++) {
        assertEquals(values[i], read[i], Math.abs(values[i]) * 0x1p-24);
      }
    }
  }

  @Test
  final void integersComeBackAsTheyWent() {
    int[] values = {0, -1, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, 1};
    try (Tensor tensor = Tensor.ofInts(device, Shape.of(3, 2), values)) {
      assertArrayEquals(values, tensor.toIntArray());
    }
  }

  @Test
  final void bytesComeBackAsTheyWent() {
    int[] values = IntStream.range(0, 256).toArray();
    try (Tensor tensor = Tensor.allocate(device, ElementType.UINT8, Shape.of(256), "bytes")) {
      tensor.write(values);
      assertArrayEquals(values, tensor.toIntArray());
    }
  }

  @Test
  final void aTensorMayBeEmpty() {
    try (Tensor tensor = Tensor.of(device, Shape.of(0, 3, 4, 4))) {
      assertArrayEquals(new float[0], tensor.toArray());
    }
  }

  @Test
  final void whatIsWrittenStaysInItsTensor() {
    try (Tensor first = Tensor.of(device, Shape.of(3), 1, 2, 3);
        Tensor second = Tensor.of(device, Shape.of(3), 4, 5, 6)) {
      assertArrayEquals(new float[] {1, 2, 3}, first.toArray());
      assertArrayEquals(new float[] {4, 5, 6}, second.toArray());
    }
  }

  @Test
  final void aClosedTensorSaysWhatItWas() {
    Tensor tensor = Tensor.allocate(device, ElementType.FLOAT32, Shape.of(2), "the logits");
    tensor.close();
    tensor.close();
    DeviceException e = assertThrows(DeviceException.class, tensor::toArray);
    assertTrue(String.valueOf(e.getMessage()).contains("the logits"), e.toString());
  }

  @Test
  final void theSameRequestsAfterTheSameReturnsGetTheSameStorages() {
    Memory memory = device.memory();
    Storage first = memory.allocate(ElementType.FLOAT32, 100);
    Storage second = memory.allocate(ElementType.FLOAT32, 100);
    Storage third = memory.allocate(ElementType.INT32, 100);
    assertNotSame(first, second);
    long allocations = memory.use().allocations();
    for (int round = 0; round < 3; round++) {
      List.of(third, second, first).forEach(memory::release);
      assertSame(first, memory.allocate(ElementType.FLOAT32, 100));
      assertSame(third, memory.allocate(ElementType.INT32, 100));
      assertSame(second, memory.allocate(ElementType.FLOAT32, 100));
    }
    assertEquals(allocations, memory.use().allocations());
  }

  @Test
  final void memoryInUseAndKeptIsCounted() {
    Memory memory = device.memory();
    MemoryUse before = memory.use();
    Tensor tensor = Tensor.allocate(device, ElementType.FLOAT32, Shape.of(1_000), "test");
    assertEquals(before.bytesInUse() + 4_000, memory.use().bytesInUse());
    tensor.close();
    assertEquals(before.bytesInUse(), memory.use().bytesInUse());
    assertEquals(before.bytesKept() + 4_000, memory.use().bytesKept());
    memory.trim();
    assertEquals(0, memory.use().bytesKept());
    long allocations = memory.use().allocations();
    Tensor.allocate(device, ElementType.FLOAT32, Shape.of(1_000), "test").close();
    assertEquals(allocations + 1, memory.use().allocations());
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 44, 1L << 61, Long.MAX_VALUE})
  final void moreMemoryThanThereIsIsRefused(long count) {
    MemoryUse before = device.memory().use();
    assertThrows(DeviceException.class, () -> device.memory().allocate(ElementType.FLOAT32, count));
    assertEquals(before.bytesInUse(), device.memory().use().bytesInUse());
  }

  @Test
  final void aClosedDeviceRefusesTensorsAndForgetsThoseItHad() {
    Tensor tensor = Tensor.zeros(device, Shape.of(3));
    device.close();
    assertEquals(0, device.memory().use().bytesInUse());
    assertThrows(DeviceException.class, () -> Tensor.zeros(device, Shape.of(3)));
    tensor.close();
    device.close();
    assertEquals(0, device.memory().use().bytesInUse());
  }

  @Test
  final void anyNumberOfThreadsMayComputeAtOnce() throws InterruptedException, ExecutionException {
    ConvolutionCase c =
        new ConvolutionCase("shared", Shape.of(8, 3, 20, 20), 8, ConvGeometry.of(3));
    float[] alone = forward(c);
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<float[]>> together =
          IntStream.range(0, 40).mapToObj(i -> threads.submit(() -> forward(c))).toList();
      for (Future<float[]> result : together) {
        assertArrayEquals(alone, result.get());
      }
    }
  }

  @Test
  final void partsDoneTogetherMayCallKernels() {
    requireTogether();
    device.together(0, part -> fail("there is no part"));
  }

  private void requireTogether() {
    ConvolutionCase c = new ConvolutionCase("part", Shape.of(8, 3, 20, 20), 8, ConvGeometry.of(3));
    float[] alone = forward(c);
    float[][] together = new float[9][];
    device.together(together.length, part -> together[part] = forward(c));
    for (float[] part : together) {
      assertArrayEquals(alone, part);
    }
  }

  @Test
  final void whatAPartThrowsReachesTheCaller() {
    IllegalStateException thrown = new IllegalStateException("part 3");
    assertSame(
        thrown,
        assertThrows(
            IllegalStateException.class,
            () ->
                device.together(
                    5,
                    part -> {
                      if (part == 3) {
                        throw thrown;
                      }
                    })));
    requireTogether();
  }

  private float[] forward(ConvolutionCase c) {
    try (Tensor x = Tensor.of(device, c.x(), c.image());
        Tensor w = Tensor.of(device, c.w(), c.weights());
        Tensor y = Tensor.allocate(device, ElementType.FLOAT32, c.y(), "y")) {
      device.kernels().convolution().forward(x, w, null, y, c.geometry());
      return y.toArray();
    }
  }
}
