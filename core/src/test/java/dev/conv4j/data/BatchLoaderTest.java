package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Batches: their order, their content, and the thread that prepares them. */
class BatchLoaderTest {
  private static final int COUNT = 250;
  private static final Normalization NONE = Normalization.none(1);

  private final Device device = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    device.close();
    assertThat(loaderThreads()).isZero();
  }

  private static long loaderThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("conv4j-loader"))
        .count();
  }

  private BatchLoader loader(Dataset data, int batchSize) {
    return new BatchLoader(data, NONE, batchSize, device);
  }

  private static List<List<Integer>> read(BatchLoader.Epoch epoch) {
    List<List<Integer>> batches = new ArrayList<>();
    try (epoch) {
      while (epoch.hasNext()) {
        Batch batch = epoch.next();
        float[] pixels = batch.images().toArray();
        List<Integer> numbers =
            IntStream.range(0, batch.size()).mapToObj(i -> Numbers.number(pixels, i)).toList();
        int[] labels = batch.labels().toIntArray();
        for (int i = 0; i < labels.length; i++) {
          assertThat(labels[i]).isEqualTo(numbers.get(i) % 10);
        }
        batches.add(numbers);
      }
    }
    return batches;
  }

  @Test
  void anEpochHoldsEachExampleOnceAndTheLastBatchIsSmaller() {
    try (BatchLoader loader = loader(Numbers.upTo(COUNT), 64)) {
      List<List<Integer>> batches = read(loader.shuffled(1, 0, 0));
      assertThat(batches).hasSize(4).hasSize(loader.batches());
      assertThat(batches.getLast()).hasSize(COUNT - 3 * 64);
      List<Integer> all = batches.stream().flatMap(List::stream).toList();
      assertThat(all)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, COUNT).boxed().toList())
          .isNotEqualTo(all.stream().sorted().toList());
      assertThat(read(loader.inOrder()).stream().flatMap(List::stream)).isSorted().hasSize(COUNT);
    }
  }

  @Test
  void seedAndEpochAloneDecideTheOrder() {
    List<List<Integer>> first;
    try (BatchLoader loader = loader(Numbers.upTo(COUNT), 64)) {
      first = read(loader.shuffled(1, 3, 0));
      assertThat(read(loader.shuffled(1, 4, 0))).isNotEqualTo(first);
      assertThat(read(loader.shuffled(2, 3, 0))).isNotEqualTo(first);
      assertThat(read(loader.shuffled(1, 3, 0))).isEqualTo(first);
    }
    try (BatchLoader other = loader(Numbers.upTo(COUNT), 50)) {
      assertThat(read(other.shuffled(1, 3, 0)).stream().flatMap(List::stream).toList())
          .isEqualTo(first.stream().flatMap(List::stream).toList());
    }
  }

  @Test
  void goingOnInTheMiddleGivesTheSameRest() {
    try (BatchLoader loader = loader(Numbers.upTo(COUNT), 32)) {
      List<List<Integer>> all = read(loader.shuffled(9, 1, 0));
      for (int from = 0; from <= loader.batches(); from++) {
        assertThat(read(loader.shuffled(9, 1, from))).isEqualTo(all.subList(from, all.size()));
      }
    }
  }

  @Test
  void closingInTheMiddleEndsTheThreadAndTheNextEpochIsWhole() {
    try (BatchLoader loader = loader(Numbers.upTo(COUNT), 8)) {
      for (int used = 0; used < 5; used++) {
        try (BatchLoader.Epoch epoch = loader.shuffled(1, 0, 0)) {
          for (int i = 0; i < used; i++) {
            epoch.next();
          }
        }
        assertThat(loaderThreads()).isZero();
      }
      assertThat(read(loader.inOrder())).hasSize(loader.batches());
    }
  }

  @Test
  void aBatchLargerThanTheDataIsTheData() {
    try (BatchLoader loader = loader(Numbers.upTo(3), 64);
        BatchLoader.Epoch epoch = loader.inOrder()) {
      assertThat(epoch.next().images().shape()).isEqualTo(Shape.of(3, 1, 1, 2));
      assertThat(epoch.hasNext()).isFalse();
      assertThatThrownBy(epoch::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void pixelsAreNormalized() {
    Normalization halves = new Normalization(List.of(0.5f), List.of(0.25f));
    try (BatchLoader loader = new BatchLoader(Numbers.upTo(3), halves, 2, device);
        BatchLoader.Epoch epoch = loader.inOrder()) {
      epoch.next();
      assertThat(epoch.next().images().toArray()).containsExactly(-2, (2 / 255f - 0.5f) * 4);
    }
  }

  /** Numbers of which one cannot be read. */
  private record Broken(Dataset whole, int at, Throwable failure) implements Dataset {
    @Override
    public int size() {
      return whole.size();
    }

    @Override
    public Shape imageShape() {
      return whole.imageShape();
    }

    @Override
    public List<String> labels() {
      return whole.labels();
    }

    @Override
    public int label(int index) {
      return whole.label(index);
    }

    @Override
    public void readImage(int index, float[] into, int from) {
      if (index == at && failure instanceof RuntimeException exception) {
        throw exception;
      }
      if (index == at && failure instanceof Error error) {
        throw error;
      }
      whole.readImage(index, into, from);
    }

    @Override
    public String sha256() {
      return whole.sha256();
    }
  }

  private void failureArrives(Throwable failure) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try (BatchLoader loader = loader(new Broken(Numbers.upTo(COUNT), 20, failure), 8);
              BatchLoader.Epoch epoch = loader.inOrder()) {
            epoch.next();
            epoch.next();
            assertThatThrownBy(epoch::next).isSameAs(failure);
            assertThatThrownBy(epoch::next).isSameAs(failure);
            assertThat(epoch.hasNext()).isTrue();
          }
        });
  }

  @Test
  void anExceptionInTheBackgroundArrivesAtTheBatchThatItConcerns() {
    failureArrives(new DataException("picture 20", "a sound one", "another", ""));
  }

  @Test
  void soDoesAnError() {
    failureArrives(new StackOverflowError());
  }

  @Test
  void whatCannotWorkIsRefused() {
    assertThatThrownBy(() -> loader(Numbers.upTo(3), 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("batch size: expected 1 or more but got 0");
    assertThatThrownBy(() -> loader(Numbers.upTo(0), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected at least one image");
    assertThatThrownBy(() -> new BatchLoader(Numbers.upTo(3), Normalization.none(2), 1, device))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("normalisation: expected 1 channels, as the images [1, 1, 2] have")
        .hasMessageContaining("but got 2");
  }
}
