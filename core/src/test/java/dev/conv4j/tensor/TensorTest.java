package dev.conv4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.ShapeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of a tensor. */
class TensorTest {
  private final Device cpu = Devices.open("cpu", new DeviceOptions(1));
  private final Device reference = Devices.open("reference");

  @AfterEach
  void close() {
    cpu.close();
    reference.close();
  }

  @Test
  void holdsWhatWasWritten() {
    try (Tensor tensor = Tensor.of(cpu, Shape.of(2, 2), 1, 2, 3, 4)) {
      assertThat(tensor.toArray()).containsExactly(1, 2, 3, 4);
      assertThat(tensor.toDoubleArray()).containsExactly(1, 2, 3, 4);
      tensor.write(5f, 6, 7, 8);
      float[] into = new float[4];
      tensor.read(into);
      assertThat(into).containsExactly(5, 6, 7, 8);
      assertThat(tensor).hasToString("Tensor [2, 2] float32 on cpu");
    }
  }

  @Test
  void bytesAreUnsigned() {
    try (Tensor bytes = Tensor.allocate(cpu, ElementType.UINT8, Shape.of(3), "pixels")) {
      bytes.write(0, 128, 255);
      assertThat(bytes.toIntArray()).containsExactly(0, 128, 255);
    }
  }

  @Test
  void useAfterCloseNamesWhatMadeIt() {
    Tensor tensor = Tensor.allocate(cpu, ElementType.FLOAT32, Shape.of(3), "stem.conv1");
    tensor.close();
    tensor.close();
    assertThatThrownBy(tensor::toArray)
        .isInstanceOf(DeviceException.class)
        .hasMessageStartingWith("stem.conv1: ")
        .hasMessageContaining("[3]")
        .hasMessageContaining("keep()");
    assertThatThrownBy(() -> tensor.write(1f, 2, 3)).isInstanceOf(DeviceException.class);
    assertThatThrownBy(tensor::storage).isInstanceOf(DeviceException.class);
    assertThat(cpu.memory().use().bytesInUse()).isZero();
  }

  @Test
  void aWrongNumberOfValuesIsRefusedAndKeepsNoMemory() {
    assertThatThrownBy(() -> Tensor.of(cpu, Shape.of(2, 2), 1, 2, 3))
        .isInstanceOf(ShapeException.class)
        .hasMessage("Tensor.of: expected 4 values for shape [2, 2] but got 3.");
    assertThatThrownBy(() -> Tensor.ofInts(cpu, Shape.of(2), 1, 2, 3))
        .isInstanceOf(ShapeException.class);
    assertThat(cpu.memory().use().bytesInUse()).isZero();
    try (Tensor tensor = Tensor.zeros(cpu, Shape.of(2))) {
      assertThatThrownBy(() -> tensor.write(1f)).isInstanceOf(ShapeException.class);
      assertThatThrownBy(() -> tensor.read(new float[3])).isInstanceOf(ShapeException.class);
      assertThatThrownBy(tensor::item).isInstanceOf(ShapeException.class);
    }
  }

  @Test
  void numbersOfTheWrongKindAreRefused() {
    try (Tensor labels = Tensor.ofInts(cpu, Shape.of(2), 1, 2);
        Tensor weights = Tensor.of(cpu, Shape.of(2), 1, 2)) {
      assertThatThrownBy(labels::toArray)
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("expected a floating-point tensor but got int32");
      assertThatThrownBy(weights::toIntArray)
          .isInstanceOf(ShapeException.class)
          .hasMessageContaining("expected an integer tensor but got float32");
    }
  }

  @Test
  void goesToAnotherDeviceAsACopy() {
    try (Tensor here = Tensor.of(cpu, Shape.of(2), 0.1f, 2);
        Tensor there = here.to(reference);
        Tensor labels = Tensor.ofInts(cpu, Shape.of(2), 3, 4);
        Tensor labelsThere = labels.to(reference)) {
      assertThat(here.to(cpu)).isSameAs(here);
      here.write(7f, 7);
      assertThat(there.device()).isSameAs(reference);
      assertThat(there.toArray()).containsExactly(0.1f, 2);
      assertThat(labelsThere.toIntArray()).containsExactly(3, 4);
    }
  }

  @Test
  void theReferenceKeepsFloat64() {
    try (Tensor exact = Tensor.zeros(reference, Shape.of(1));
        Tensor rounded = Tensor.zeros(cpu, Shape.of(1))) {
      exact.write(0.1);
      rounded.write(0.1);
      assertThat(exact.toDoubleArray()).containsExactly(0.1);
      assertThat(rounded.toDoubleArray()).containsExactly(0.1f);
    }
  }

  @Test
  void halfPrecisionSaysWhereItIsToBeHad() {
    assertThatThrownBy(() -> Tensor.allocate(cpu, ElementType.FLOAT16, Shape.of(1), "half"))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("GPU");
  }

  @Test
  void whatNoArrayHoldsIsRefusedWithTheSize() {
    for (long count : new long[] {Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> Tensor.zeros(cpu, Shape.of(count)))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining(Long.toString(count));
    }
    assertThat(cpu.memory().use().allocations()).isZero();
  }

  @Test
  void aClosedDeviceSaysSo() {
    Device device = Devices.open("reference");
    Tensor tensor = Tensor.zeros(device, Shape.of(2));
    device.close();
    assertThatThrownBy(() -> Tensor.zeros(device, Shape.of(2)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("closed")
        .hasMessageContaining("Devices.open");
    tensor.close();
    assertThat(device.memory().use().bytesInUse()).isZero();
  }
}
