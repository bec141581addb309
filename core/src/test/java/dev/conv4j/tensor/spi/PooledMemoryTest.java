package dev.conv4j.tensor.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DeviceException;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Laws of the memory that every device hands its tensors from. */
class PooledMemoryTest {
  private final FakeMemory memory = new FakeMemory(1000);

  /** So many bytes and no more. */
  private static final class FakeMemory extends PooledMemory<FakeStorage> {
    private final long room;
    private long taken;

    FakeMemory(long room) {
      super("fake");
      this.room = room;
    }

    @Override
    protected FakeStorage create(ElementType type, long count) {
      if (taken + count * type.bytes() > room) {
        throw new DeviceException("fake", "room", "none", "");
      }
      taken += count * type.bytes();
      return new FakeStorage(type, count);
    }

    @Override
    protected void dispose(FakeStorage storage) {
      taken -= storage.count() * storage.type().bytes();
    }
  }

  private static final class FakeStorage implements Storage {
    private final ElementType type;
    private final long count;

    FakeStorage(ElementType type, long count) {
      this.type = type;
      this.count = count;
    }

    @Override
    public ElementType type() {
      return type;
    }

    @Override
    public long count() {
      return count;
    }

    @Override
    public void write(Shape shape, float[] from) {}

    @Override
    public void read(Shape shape, float[] into) {}

    @Override
    public void write(Shape shape, int[] from) {}

    @Override
    public void read(Shape shape, int[] into) {}
  }

  private Storage floats(long count) {
    return memory.allocate(ElementType.FLOAT32, count);
  }

  @Test
  void whatComesBackIsHandedOutAgain() {
    Storage first = floats(10);
    memory.release(first);
    assertThat(floats(10)).isSameAs(first);
    assertThat(memory.use()).isEqualTo(new MemoryUse(40, 0, 1, 40));
  }

  @Test
  void onlyTheSameTypeAndSizeIsHandedOutAgain() {
    Storage first = floats(10);
    memory.release(first);
    assertThat(floats(11)).isNotSameAs(first);
    assertThat(memory.allocate(ElementType.INT32, 10)).isNotSameAs(first);
    assertThat(memory.use()).isEqualTo(new MemoryUse(84, 40, 3, 84));
  }

  @Test
  void whatIsInUseIsNeverHandedOut() {
    assertThat(floats(10)).isNotSameAs(floats(10));
  }

  /** In whatever order a step returns its storages, the next step gets them in the same order. */
  @Test
  void theSameRequestsGetTheSameStorages() {
    List<Storage> first = step(List.of(0, 1, 2, 3));
    for (List<Integer> returned :
        List.of(List.of(3, 2, 1, 0), List.of(1, 3, 0, 2), List.of(0, 1, 2, 3))) {
      assertThat(step(returned)).containsExactlyElementsOf(first);
    }
    assertThat(memory.use()).isEqualTo(new MemoryUse(0, 160, 4, 160));
  }

  private List<Storage> step(List<Integer> returned) {
    List<Storage> storages = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      storages.add(floats(10));
    }
    returned.forEach(i -> memory.release(storages.get(i)));
    return storages;
  }

  @Test
  void returningTwiceCountsOnce() {
    Storage storage = floats(10);
    memory.release(storage);
    memory.release(storage);
    assertThat(memory.use()).isEqualTo(new MemoryUse(0, 40, 1, 40));
    assertThat(floats(10)).isNotSameAs(floats(10));
  }

  @Test
  void trimmingGivesBackWhatNobodyUses() {
    Storage used = floats(10);
    memory.release(floats(20));
    memory.trim();
    assertThat(memory.taken).isEqualTo(40);
    assertThat(memory.use()).isEqualTo(new MemoryUse(40, 0, 2, 120));
    memory.release(used);
    assertThat(floats(10)).isSameAs(used);
  }

  @Test
  void keptMemoryNeverStandsInTheWay() {
    Storage large = floats(200);
    memory.release(large);
    assertThat(floats(201).count()).isEqualTo(201);
    assertThat(memory.taken).isEqualTo(804);
    assertThat(memory.use()).isEqualTo(new MemoryUse(804, 0, 2, 804));
  }

  @Test
  void aRefusedRequestChangesNothing() {
    Storage used = floats(200);
    MemoryUse before = memory.use();
    assertThatThrownBy(() -> floats(100)).isInstanceOf(DeviceException.class);
    assertThatThrownBy(() -> floats(Long.MAX_VALUE / 16)).isInstanceOf(DeviceException.class);
    assertThat(memory.use()).isEqualTo(before);
    memory.release(used);
    assertThat(floats(200)).isSameAs(used);
  }

  @Test
  void thoseWhoHoldMostAreNamedTogether() {
    assertThat(memory.holders()).isEmpty();
    memory.allocate(ElementType.FLOAT32, 10, "weights");
    memory.allocate(ElementType.FLOAT32, 60, "outputs");
    Storage returned = memory.allocate(ElementType.FLOAT32, 40, "gradients");
    memory.allocate(ElementType.FLOAT32, 60, "outputs");
    floats(11);
    memory.allocate(ElementType.INT32, 1, "labels");
    assertThat(memory.holders())
        .isEqualTo("outputs 480 bytes, gradients 160 bytes, kernels 44 bytes");
    memory.release(returned);
    assertThat(memory.holders()).isEqualTo("outputs 480 bytes, kernels 44 bytes, weights 40 bytes");
  }

  @Test
  void closingGivesEverythingBackAndRefusesMore() {
    Storage used = floats(10);
    memory.release(floats(20));
    memory.close();
    assertThat(memory.taken).isZero();
    assertThat(memory.use()).isEqualTo(new MemoryUse(0, 0, 2, 120));
    memory.release(used);
    memory.close();
    assertThat(memory.taken).isZero();
    assertThatThrownBy(() -> floats(1))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("fake: expected an open device but got one that was closed");
  }

  @Test
  void aReserveKeepsWhatItHandsOutForItsOwn() {
    memory.release(floats(10));
    Storage first;
    Storage second;
    try (var reserve = memory.reserve()) {
      try (var _ = reserve.enter(true)) {
        first = floats(10);
        second = floats(10);
        memory.release(first);
        assertThat(floats(10)).isSameAs(first);
        memory.release(first);
      }
      memory.release(second);
      assertThat(reserve.bytes()).isEqualTo(80);
      assertThat(memory.use()).isEqualTo(new MemoryUse(80, 0, 2, 80));
      assertThat(floats(10)).isNotIn(first, second);
      assertThat(memory.holders()).isEqualTo("recorded steps 80 bytes, kernels 40 bytes");
      memory.trim();
      try (var _ = reserve.enter(false)) {
        assertThat(floats(10)).isSameAs(first);
      }
    }
    assertThat(memory.use()).isEqualTo(new MemoryUse(80, 40, 3, 120));
    assertThat(floats(10)).isSameAs(second);
    memory.release(first);
    assertThat(floats(10)).isSameAs(first);
  }

  @Test
  void aReserveThatMayNotGrowTakesOnlyWhatIsKept() {
    memory.release(floats(10));
    try (var reserve = memory.reserve();
        var _ = reserve.enter(false)) {
      floats(10);
      assertThatThrownBy(() -> floats(10))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("the same memory each time")
          .hasMessageContaining("10 more elements of float32");
    }
    assertThat(memory.use()).isEqualTo(new MemoryUse(40, 0, 1, 40));
  }

  @Test
  void otherThreadsAreNotInside() throws InterruptedException {
    try (var reserve = memory.reserve();
        var _ = reserve.enter(true)) {
      memory.release(floats(10));
      Thread other = Thread.ofPlatform().start(() -> memory.release(floats(10)));
      other.join();
      assertThat(reserve.bytes()).isEqualTo(40);
      assertThat(memory.use()).isEqualTo(new MemoryUse(40, 40, 2, 80));
    }
  }

  @Test
  void closingTheMemoryTakesTheReservesWithIt() {
    var reserve = memory.reserve();
    Storage used;
    try (var _ = reserve.enter(true)) {
      used = floats(10);
      memory.release(floats(10));
    }
    memory.close();
    assertThat(memory.taken).isZero();
    memory.release(used);
    reserve.close();
    reserve.close();
    assertThat(memory.use()).isEqualTo(new MemoryUse(0, 0, 2, 80));
    assertThat(memory.taken).isZero();
  }
}
