package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.tensor.DelegatingDevice;
import dev.conv4j.tensor.DelegatingMemory;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.Tensor;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.Storage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that move between devices, and what memory they leave behind. */
class BatchTest {
  private final Device here = Devices.open("cpu", new DeviceOptions(1));
  private final Device there = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    assertThat(here.memory().use().bytesInUse()).isZero();
    assertThat(there.memory().use().bytesInUse()).isZero();
    here.close();
    there.close();
  }

  /** A device that has room for so many tensors. */
  private static final class Tight extends DelegatingDevice {
    private final Memory memory;
    private int room;

    Tight(Device device, int room) {
      super(device);
      this.room = room;
      this.memory =
          new DelegatingMemory(device.memory()) {
            @Override
            public Storage allocate(ElementType type, long count, Object origin) {
              if (Tight.this.room-- == 0) {
                throw new IllegalStateException("no room");
              }
              return super.allocate(type, count, origin);
            }
          };
    }

    @Override
    public Memory memory() {
      return memory;
    }
  }

  private Batch batch() {
    return new Batch(
        Tensor.of(here, Shape.of(2, 1, 1, 1), 0.5f, 0.25f),
        Tensor.ofInts(here, Shape.of(2), 1, 0),
        Tensor.of(here, Shape.of(2, 2), 0, 1, 1, 0));
  }

  @Test
  void aCopyIsClosedByWhoeverAskedForIt() {
    try (Batch batch = batch()) {
      assertThat(batch.to(here)).isSameAs(batch);
      try (Batch copy = batch.to(there)) {
        assertThat(copy.images().toArray()).containsExactly(0.5f, 0.25f);
        assertThat(copy.labels().toIntArray()).containsExactly(1, 0);
        assertThat(copy.wanted().toArray()).containsExactly(0, 1, 1, 0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aCopyThatFailsLeavesNothingBehind(int room) {
    try (Batch batch = batch()) {
      assertThatThrownBy(() -> batch.to(new Tight(there, room))).hasMessage("no room");
    }
  }
}
