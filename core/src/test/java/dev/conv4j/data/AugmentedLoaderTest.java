package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DataException;
import dev.conv4j.data.augment.Affine;
import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Border;
import dev.conv4j.data.augment.ColourJitter;
import dev.conv4j.data.augment.CutMix;
import dev.conv4j.data.augment.Cutout;
import dev.conv4j.data.augment.Flip;
import dev.conv4j.data.augment.Mixup;
import dev.conv4j.data.augment.PaddedCrop;
import dev.conv4j.data.augment.RandomResizedCrop;
import dev.conv4j.data.augment.Rotation;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Augmentation in the loader: the same whoever does it, and only where it belongs. */
class AugmentedLoaderTest {
  private static final int IMAGES = 53;
  private static final int CLASSES = 7;
  private static final Shape SHAPE = Shape.of(3, 6, 5);
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.5f, 0.4f, 0.3f), List.of(0.25f, 0.5f, 0.2f));

  private static final Augmentations STEPS =
      Augmentations.of(
          Flip.horizontal(),
          new PaddedCrop(2, Border.REFLECT),
          new Rotation(20, Border.EDGE),
          new Affine(10, 0.1f, 0.9f, 1.1f, 5, Border.MEAN),
          RandomResizedCrop.atLeast(0.5f),
          new ColourJitter(0.2f, 0.2f, 0.2f, 0.05f),
          new Cutout(0.3f));

  private static final Augmentations ALL =
      STEPS.with(new Mixup(0.4f, 0.7f)).with(new CutMix(1, 0.9f));

  private final Dataset data = images();

  private static Dataset images() {
    byte[] pixels = new byte[IMAGES * 90];
    byte[] classes = new byte[IMAGES];
    new Random(3).nextBytes(pixels);
    for (int i = 0; i < IMAGES; i++) {
      classes[i] = (byte) (i % CLASSES);
    }
    return new ByteImages(SHAPE, List.of("a", "b", "c", "d", "e", "f", "g"), pixels, classes);
  }

  /** All pixels, labels and targets of an epoch, image by image. */
  private record Shown(List<float[]> images, List<Integer> labels, List<float[]> targets) {
    static Shown of(BatchLoader.Epoch epoch) {
      Shown shown = new Shown(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
      try (epoch) {
        while (epoch.hasNext()) {
          shown.add(epoch.next());
        }
      }
      return shown;
    }

    private void add(Batch batch) {
      cut(batch.images().toArray(), batch.size(), images);
      for (int label : batch.labels().toIntArray()) {
        labels.add(label);
      }
      if (batch.targets() != null) {
        cut(batch.targets().toArray(), batch.size(), targets);
      }
    }

    private static void cut(float[] values, int parts, List<float[]> into) {
      int each = values.length / parts;
      for (int i = 0; i < parts; i++) {
        into.add(Arrays.copyOfRange(values, i * each, (i + 1) * each));
      }
    }

    void assertSame(Shown other) {
      assertThat(images.toArray(float[][]::new))
          .isDeepEqualTo(other.images.toArray(float[][]::new));
      assertThat(labels).isEqualTo(other.labels);
      assertThat(targets.toArray(float[][]::new))
          .isDeepEqualTo(other.targets.toArray(float[][]::new));
    }
  }

  private Shown epoch(Augmentations augmentations, int batchSize, int threads, int epoch) {
    try (Device device = Devices.open("cpu", new DeviceOptions(threads));
        BatchLoader loader =
            new BatchLoader(data, NORMALIZATION, batchSize, augmentations, device)) {
      return Shown.of(loader.shuffled(5, epoch, 0));
    }
  }

  @Test
  void neitherThreadsNorBatchesMatter() {
    Shown first = epoch(ALL, 8, 1, 2);
    assertThat(first.images).hasSize(IMAGES);
    for (int threads : new int[] {1, 2, 5}) {
      for (int batchSize : new int[] {1, 3, 8, 17, IMAGES, 64}) {
        epoch(ALL, batchSize, threads, 2).assertSame(first);
      }
    }
  }

  private Shown targetsOf(int classes) {
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        BatchLoader loader = new BatchLoader(data, NORMALIZATION, 8, ALL, classes, device)) {
      Batch single = loader.single(5, 2, 0);
      assertThat(single.wanted().shape()).isEqualTo(Shape.of(8, classes));
      return Shown.of(loader.shuffled(5, 2, 0));
    }
  }

  @Test
  void targetsHaveAShareForEachClassOfTheModel() {
    Shown own = epoch(ALL, 8, 2, 2);
    Shown more = targetsOf(CLASSES + 2);
    assertThat(more.targets).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      assertThat(more.targets.get(i)).isEqualTo(Arrays.copyOf(own.targets.get(i), CLASSES + 2));
    }
    assertThatThrownBy(() -> targetsOf(CLASSES - 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("7 or more, as the data has");
  }

  @Test
  void eachEpochShowsOtherImages() {
    float[] first = epoch(STEPS, 8, 2, 0).images.getFirst();
    assertThat(epoch(STEPS, 8, 2, 1).images).noneMatch(image -> Arrays.equals(image, first));
  }

  @Test
  void goingOnInTheMiddleShowsTheSame() {
    Shown whole = epoch(ALL, 8, 2, 1);
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        BatchLoader loader = new BatchLoader(data, NORMALIZATION, 8, ALL, device)) {
      Shown rest = Shown.of(loader.shuffled(5, 1, 3));
      assertThat(rest.images.toArray(float[][]::new))
          .isDeepEqualTo(whole.images.subList(24, IMAGES).toArray(float[][]::new));
    }
  }

  @Test
  void imagesInOrderAreAsTheyAre() {
    try (Device device = Devices.open("cpu", new DeviceOptions(2));
        BatchLoader plain = new BatchLoader(data, NORMALIZATION, 8, device);
        BatchLoader augmenting = new BatchLoader(data, NORMALIZATION, 8, ALL, device)) {
      Shown asTheyAre = Shown.of(plain.inOrder());
      Shown shown = Shown.of(augmenting.inOrder());
      assertThat(asTheyAre.targets).isEmpty();
      assertThat(shown.images.toArray(float[][]::new))
          .isDeepEqualTo(asTheyAre.images.toArray(float[][]::new));
      for (int i = 0; i < IMAGES; i++) {
        float[] certain = new float[CLASSES];
        certain[i % CLASSES] = 1;
        assertThat(shown.targets.get(i)).isEqualTo(certain);
      }
    }
  }

  @Test
  void nothingIsNothing() {
    Shown plain = epoch(Augmentations.NONE, 8, 2, 0);
    assertThat(plain.targets).isEmpty();
    float[] pixels = new float[90];
    for (int i = 0; i < IMAGES; i++) {
      data.readImage(i, pixels, 0);
      NORMALIZATION.apply(pixels, 0, 30);
      float[] expected = pixels.clone();
      assertThat(plain.images).anyMatch(image -> Arrays.equals(image, expected));
    }
  }

  @Test
  void targetsTellTheSharesOfBothImages() {
    Augmentations mixup = Augmentations.NONE.with(new Mixup(1, 1));
    Shown mixed = epoch(mixup, 8, 3, 4);
    Shown plain = epoch(Augmentations.NONE, 8, 3, 4);
    assertThat(mixed.labels).isEqualTo(plain.labels);
    for (int i = 0; i < IMAGES; i++) {
      int partner = (i ^ 1) < IMAGES ? i ^ 1 : i - 1;
      float[] target = mixed.targets.get(i);
      int label = mixed.labels.get(i);
      int other = mixed.labels.get(partner);
      float share = label == other ? Float.NaN : target[label];
      float sum = 0;
      for (float one : target) {
        sum += one;
      }
      assertThat(sum).isCloseTo(1, within(1e-6f));
      if (label != other) {
        assertThat(share).isBetween(0.5f, 1f);
        assertThat(target[other]).isCloseTo(1 - share, within(1e-6f));
        for (int at = 0; at < 90; at += 7) {
          float expected =
              share * plain.images.get(i)[at] + (1 - share) * plain.images.get(partner)[at];
          assertThat(mixed.images.get(i)[at]).isCloseTo(expected, within(1e-5f));
        }
      }
    }
  }

  @Test
  void noImageNeedsMemoryOfItsOwn() {
    ImageWorker worker = new ImageWorker(data, NORMALIZATION, ALL, CLASSES);
    HostBatch batch = new HostBatch(IMAGES, 90, CLASSES);
    EpochOrder[] orders = new EpochOrder[10];
    Arrays.setAll(orders, AugmentedLoaderTest::order);
    var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    // Until they are compiled, Java's own functions (sine, power) make small arrays.
    for (int round = 0; round < 400 && allocated > 1000; round++) {
      long before = bean.getCurrentThreadAllocatedBytes();
      for (int epoch = 0; epoch < 10; epoch++) {
        worker.fill(orders[epoch], 0, IMAGES, batch, 0);
      }
      allocated = bean.getCurrentThreadAllocatedBytes() - before;
    }
    // An object for each image would be 8,000 bytes and more.
    assertThat(allocated).isLessThanOrEqualTo(1000);
  }

  private static EpochOrder order(int epoch) {
    int[] order = Subset.ascending(IMAGES);
    return new EpochOrder(order, 9, epoch, true);
  }
}
