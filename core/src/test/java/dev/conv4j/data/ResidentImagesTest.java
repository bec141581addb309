package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.nn.Normalization;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.ElementType;
import dev.conv4j.tensor.Shape;
import dev.conv4j.tensor.spi.Kernels;
import dev.conv4j.tensor.spi.Memory;
import dev.conv4j.tensor.spi.MemoryUse;
import dev.conv4j.tensor.spi.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
  private record Roomy(Device device, long room) implements Device, Memory {
    @Override
    public String name() {
      return device.name();
    }

    @Override
    public String description() {
      return device.description();
    }

    @Override
    public Memory memory() {
      return this;
    }

    @Override
    public Kernels kernels() {
      return device.kernels();
    }

    @Override
    public void synchronize() {
      device.synchronize();
    }

    @Override
    public void close() {
      device.close();
    }

    @Override
    public long roomForData() {
      return room;
    }

    @Override
    public Storage allocate(ElementType type, long count, Object origin) {
      return device.memory().allocate(type, count, origin);
    }

    @Override
    public void release(Storage storage) {
      device.memory().release(storage);
    }

    @Override
    public void trim() {
      device.memory().trim();
    }

    @Override
    public MemoryUse use() {
      return device.memory().use();
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
    return new BatchLoader(data, NORMALIZATION, 16, new Roomy(cpu, room));
  }

  private static List<String> read(BatchLoader.Epoch epoch) {
    List<String> batches = new ArrayList<>();
    try (epoch) {
      while (epoch.hasNext()) {
        Batch batch = epoch.next();
        batches.add(
            batch.images().shape()
                + Arrays.toString(batch.images().toArray())
                + Arrays.toString(batch.labels().toIntArray()));
      }
    }
    return batches;
  }

  private void requireTheHostsBits(Dataset data) {
    try (BatchLoader host = loader(data, 0);
        BatchLoader resident = loader(data, 1 << 20)) {
      assertThat(host.isResident()).isFalse();
      assertThat(resident.isResident()).isTrue();
      assertThat(resident.batches()).isEqualTo(7);
      for (int first : new int[] {0, 3, 6, 7}) {
        assertThat(read(resident.shuffled(5, 2, first)))
            .isEqualTo(read(host.shuffled(5, 2, first)));
      }
      assertThat(read(resident.inOrder())).isEqualTo(read(host.inOrder()));
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
