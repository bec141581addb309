package dev.conv4j.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.ElementType;
import org.junit.jupiter.api.Test;

/** Java arrays as memory. */
class HostMemoryTest {
  private final HostMemory memory = new HostMemory("cpu", false);

  @Test
  void aHeapThatIsTooSmallIsSaidInWords() {
    assertThatThrownBy(() -> memory.allocate(ElementType.FLOAT32, HostMemory.MOST_ELEMENTS))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("cpu: expected room for 8192.0 MiB more")
        .hasMessageContaining("-Xmx");
    assertThat(memory.use().bytesInUse()).isZero();
  }

  @Test
  void aLoanComesBack() {
    try (HostMemory.Loan loan = memory.borrow(10)) {
      assertThat(loan.floats()).hasSize(10);
      assertThat(memory.use().bytesInUse()).isEqualTo(40);
    }
    assertThat(memory.use().bytesInUse()).isZero();
    assertThat(memory.use().bytesKept()).isEqualTo(40);
  }

  @Test
  void anEmptyTensorIsNoSpecialCase() {
    assertThat(memory.allocate(ElementType.FLOAT32, 0).count()).isZero();
    assertThat(memory.use().bytesInUse()).isZero();
  }
}
