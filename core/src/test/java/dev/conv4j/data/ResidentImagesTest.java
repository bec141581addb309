package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.data.augment.Augmentations;
import dev.conv4j.data.augment.Border;
import dev.conv4j.data.augment.ColourJitter;
import dev.conv4j.data.augment.CutMix;
import dev.conv4j.data.augment.Cutout;
import dev.conv4j.data.augment.Flip;
import dev.conv4j.data.augment.ImageKind;
import dev.conv4j.data.augment.PaddedCrop;
import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.DelegatingDevice;
import dev.conv4j.tensor.DelegatingMemory;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that lie on a device that says it has room, against batches from the host. */
class ResidentImagesTest {
  private static final Shape IMAGE = Shape.of(2, 3, 4);
  private static final int COUNT = 101;
  private static final Normalization NORMALIZATION =
      new Normalization(List.of(0.13f, 0.5f), List.of(0.31f, 0.7f));

  private final Device cpu = Devices.open("cpu", new DeviceOptions(1));

  @AfterEach
  void close() {
    assertThat(cpu.memory().use().bytesInUse()).isZero();
    cpu.close();
  }

  /** A device with so many free bytes. */
  private static final class Roomy extends DelegatingDevice {
    private final Memory memory;

    Roomy(Device device, long room) {
      super(device);
      this.memory =
          new DelegatingMemory(device.memory()) {
            @Override
            public long roomForData() {
              return room;
            }
          };
    }

    @Override
    public Memory memory() {
      return memory;
    }
  }

  /** Images that are in memory, but not in bytes. */
  private record Floats(Dataset bytes) implements Dataset {
    @Override
    public int size() {
      return bytes.size();
    }

    @Override
    public Shape imageShape() {
      return bytes.imageShape();
    }

    @Override
    public List<String> labels() {
      return bytes.labels();
    }

    @Override
    public int label(int index) {
      return bytes.label(index);
    }

    @Override
    public void readImage(int index, float[] into, int at) {
      bytes.readImage(index, into, at);
      for (int i = at; i < at + IMAGE.count(); i++) {
        into[i] *= 0.77f;
      }
    }

    @Override
    public boolean isInMemory() {
      return true;
    }

    @Override
    public String sha256() {
      return "";
    }
  }

  private static Dataset bytes() {
    Random random = new Random(1);
    byte[] pixels = new byte[COUNT * IMAGE.intCount()];
    random.nextBytes(pixels);
    byte[] labels = new byte[COUNT];
    for (int i = 0; i < COUNT; i++) {
      labels[i] = (byte) random.nextInt(3);
    }
    return new ByteImages(IMAGE, List.of("a", "b", "c"), pixels, labels);
  }

  private BatchLoader loader(Dataset data, long room) {
    return loader(data, Augmentations.NONE, room);
  }

  private BatchLoader loader(Dataset data, Augmentations augmentations, long room) {
    return new BatchLoader(data, NORMALIZATION, 16, augmentations, new Roomy(cpu, room));
  }

  private static List<String> read(BatchLoader.Epoch epoch) {
    List<String> batches = new ArrayList<>();
    try (epoch) {
      while (epoch.hasNext()) {
        batches.add(read(epoch.next()));
      }
    }
    return batches;
  }

  private static String read(Batch batch) {
    return batch.images().shape()
        + Arrays.toString(batch.images().toArray())
        + Arrays.toString(batch.labels().toIntArray());
  }

  private void requireTheHostsBits(Dataset data) {
    requireTheHostsBits(data, Augmentations.NONE);
  }

  private void requireTheHostsBits(Dataset data, Augmentations augmentations) {
    try (BatchLoader host = loader(data, augmentations, 0);
        BatchLoader resident = loader(data, augmentations, 1 << 20)) {
      assertThat(host.isResident()).isFalse();
      assertThat(resident.isResident()).isTrue();
      assertThat(resident.batches()).isEqualTo(7);
      for (int first : new int[] {0, 3, 6, 7}) {
        assertThat(read(resident.shuffled(5, 2, first)))
            .isEqualTo(read(host.shuffled(5, 2, first)));
      }
      assertThat(read(resident.inOrder())).isEqualTo(read(host.inOrder()));
      for (int batch : new int[] {2, 6}) {
        assertThat(read(resident.single(5, 2, batch))).isEqualTo(read(host.single(5, 2, batch)));
        assertThat(read(host.single(5, 2, batch)))
            .isEqualTo(read(host.shuffled(5, 2, batch)).getFirst());
      }
    }
  }

  @Test
  void batchesOfBytesHaveTheBitsOfTheHosts() {
    requireTheHostsBits(bytes());
  }

  @Test
  void soHaveThoseOfASubset() {
    Dataset rest = Subset.split(bytes(), 0.04, 1).rest();
    assertThat(rest.readBytes(0, new byte[IMAGE.intCount()], 0)).isTrue();
    requireTheHostsBits(rest);
  }

  @Test
  void soHaveThoseOfOtherImages() {
    requireTheHostsBits(new Floats(bytes()));
  }

  static Stream<Augmentations> moving() {
    return Stream.of(
        Augmentations.of(Flip.horizontal()),
        Augmentations.of(Flip.vertical()),
        Augmentations.of(new PaddedCrop(2, Border.BLACK)),
        Augmentations.of(new PaddedCrop(5, Border.MEAN)),
        Augmentations.of(new PaddedCrop(1, Border.EDGE), Flip.horizontal()),
        Augmentations.of(Flip.vertical(), new PaddedCrop(7, Border.REFLECT), new Cutout(0.5f)),
        Augmentations.of(new Cutout(0.7f), new PaddedCrop(1, Border.REFLECT), new Cutout(0.4f)),
        Augmentations.light(ImageKind.SYMBOLS, IMAGE),
        Augmentations.light(ImageKind.PHOTOGRAPHS, IMAGE));
  }

  @ParameterizedTest
  @MethodSource("moving")
  void augmentationsThatMovePixelsHaveTheBitsOfTheHosts(Augmentations augmentations) {
    requireTheHostsBits(bytes(), augmentations);
    requireTheHostsBits(new Floats(bytes()), augmentations);
  }

  @Test
  void theyDoSomething() {
    try (BatchLoader plain = loader(bytes(), 1 << 20);
        BatchLoader moved =
            loader(bytes(), Augmentations.of(new PaddedCrop(1, Border.EDGE)), 1 << 20)) {
      assertThat(read(moved.shuffled(5, 2, 0))).isNotEqualTo(read(plain.shuffled(5, 2, 0)));
      assertThat(read(moved.shuffled(5, 2, 0))).isNotEqualTo(read(moved.shuffled(5, 3, 0)));
      assertThat(read(moved.inOrder())).isEqualTo(read(plain.inOrder()));
    }
  }

  @Test
  void whatComputesOrMixesStaysOnTheHost() {
    for (Augmentations other :
        List.of(
            Augmentations.of(new ColourJitter(0.3f, 0, 0, 0)),
            Augmentations.of(Flip.horizontal(), (canvas, random) -> {}),
            Augmentations.NONE.with(new CutMix(1, 0.5f)))) {
      try (BatchLoader loader = loader(bytes(), other, 1 << 20)) {
        assertThat(loader.isResident()).isFalse();
      }
    }
  }

  @Test
  void onlyAQuarterOfTheRoomIsTaken() {
    long needed = 4L * COUNT * IMAGE.count();
    for (long spare : new long[] {0, -1}) {
      try (BatchLoader loader = loader(bytes(), needed + spare);
          BatchLoader floats = loader(new Floats(bytes()), 4 * needed + spare)) {
        assertThat(loader.isResident()).isEqualTo(spare == 0);
        assertThat(floats.isResident()).isEqualTo(spare == 0);
      }
    }
  }

  @Test
  void imagesThatMustBeDecodedStayOnTheHost() {
    Dataset file =
        new Dataset() {
          private final Dataset bytes = bytes();

          @Override
          public int size() {
            return bytes.size();
          }

          @Override
          public Shape imageShape() {
            return bytes.imageShape();
          }

          @Override
          public List<String> labels() {
            return bytes.labels();
          }

          @Override
          public int label(int index) {
            return bytes.label(index);
          }

          @Override
          public void readImage(int index, float[] into, int at) {
            bytes.readImage(index, into, at);
          }

          @Override
          public String sha256() {
            return bytes.sha256();
          }
        };
    try (BatchLoader loader = loader(file, 1 << 20)) {
      assertThat(loader.isResident()).isFalse();
    }
  }
}
