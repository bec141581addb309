package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.data.CifarSet.Archive;
import dev.conv4j.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The binary files of CIFAR-10 and CIFAR-100, in directories and in archives. */
class CifarTest {
  @TempDir private Path folder;

  /** Records of images that are even in each channel: 10 times the label, and the number. */
  private static byte[] records(int labelBytes, int... labels) {
    byte[] bytes = new byte[labels.length * (labelBytes + 3072)];
    for (int i = 0; i < labels.length; i++) {
      int at = i * (labelBytes + 3072);
      bytes[at] = 77;
      bytes[at + labelBytes - 1] = (byte) labels[i];
      Arrays.fill(bytes, at + labelBytes, at + labelBytes + 1024, (byte) (10 * labels[i]));
      bytes[at + labelBytes + 3071] = (byte) i;
    }
    return bytes;
  }

  private static Map<String, byte[]> ten() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("data_batch_10.bin", records(1, 4));
    files.put("data_batch_2.bin", records(1, 2, 3));
    files.put("data_batch_1.bin", records(1, 0, 1));
    files.put("test_batch.bin", records(1, 9));
    files.put("readme.html", new byte[700]);
    return files;
  }

  private void write(String place, Map<String, byte[]> files) {
    files.forEach((name, bytes) -> IdxBytes.write(folder.resolve(place).resolve(name), bytes));
  }

  private TrainTest open(String place) {
    return new DataSources(folder.resolve("cache"), DownloadListener.NONE)
        .open(folder.resolve(place).toString());
  }

  private static int[] labels(Dataset data) {
    return IntStream.range(0, data.size()).map(data::label).toArray();
  }

  @Test
  void aDirectoryOfBatchesIsRead() {
    write("a", ten());
    TrainTest data = open("a");
    assertThat(labels(data.train())).containsExactly(0, 1, 2, 3, 4);
    assertThat(labels(data.test())).containsExactly(9);
    assertThat(data.train().imageShape()).isEqualTo(Shape.of(3, 32, 32));
    assertThat(data.train().labels()).hasSize(10).startsWith("airplane", "automobile", "bird");
    float[] pixels = new float[3072];
    data.train().readImage(3, pixels, 0);
    assertThat(pixels[0]).isEqualTo(30 / 255f);
    assertThat(pixels[1024]).isZero();
    assertThat(pixels[3071]).isEqualTo(1 / 255f);
    assertThat(data.reason()).contains("binary files made like CIFAR-10's");
  }

  @Test
  void soIsTheFolderThatTheArchiveUnpacksTo() {
    Map<String, byte[]> files = ten();
    files.put(
        "batches.meta.txt", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n".getBytes(StandardCharsets.UTF_8));
    write("b/cifar-10-batches-bin", files);
    assertThat(open("b").train().labels())
        .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
  }

  @Test
  void ofTwoLabelsTheSecondIsTheClass() {
    write("c", Map.of("train.bin", records(2, 99, 0), "test.bin", records(2, 42)));
    TrainTest data = open("c");
    assertThat(labels(data.train())).containsExactly(99, 0);
    assertThat(data.train().labels()).hasSize(100).doesNotHaveDuplicates().isSorted();
    assertThat(data.test().labels().get(data.test().label(0))).isEqualTo("leopard");
  }

  @Test
  void whatIsMissingOrCutIsTold() {
    write("d", Map.of("data_batch_1.bin", records(1, 0)));
    assertThatThrownBy(() -> open("d"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected the files data_batch_1.bin and so on, and test_batch.bin")
        .hasMessageContaining("no file to test with");
    write("e", Map.of("test_batch.bin", records(1, 0)));
    assertThatThrownBy(() -> open("e")).hasMessageContaining("no file to train on");
    write("f", Map.of("data_batch_1.bin", Arrays.copyOf(records(1, 0, 1), 5000)));
    assertThatThrownBy(() -> open("f"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("data_batch_1.bin: expected images of 3073 bytes")
        .hasMessageContaining("but got 5000 bytes");
    write("g", Map.of("data_batch_1.bin", records(1, 10), "test_batch.bin", records(1, 0)));
    assertThatThrownBy(() -> open("g"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("label of image 0: expected a class from 0 to 9 but got 10");
    write("h", Map.of("data_batch_1.bin", new byte[0], "test_batch.bin", records(1, 0)));
    assertThatThrownBy(() -> open("h")).isInstanceOf(FormatException.class);
    write(
        "i",
        Map.of(
            "data_batch_1.bin",
            records(1, 0),
            "batches.meta.txt",
            "one".getBytes(StandardCharsets.UTF_8)));
    assertThatThrownBy(() -> open("i")).hasMessageContaining("the names of 2 to 256 classes");
  }

  private static byte[] tar(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header("cifar-10-batches-bin/", 0, '5'));
    files.forEach((name, bytes) -> {
      out.writeBytes(header("cifar-10-batches-bin/" + name, bytes.length, '0'));
      out.writeBytes(bytes);
      out.writeBytes(new byte[(512 - bytes.length % 512) % 512]);
    });
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  private static byte[] header(String name, int size, char type) {
    byte[] header = new byte[512];
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(path, 0, header, 0, path.length);
    byte[] octal = "%011o".formatted(size).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, header, 124, octal.length);
    header[156] = (byte) type;
    return header;
  }

  private static CifarSet set(byte[] archive) {
    return new CifarSet(
        "cifar10",
        "CIFAR-10",
        List.of(),
        List.of(new Archive(CifarKind.CIFAR_10, "ten.tar.gz", archive.length, md5(archive))));
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private TrainTest cached(CifarSet set) {
    return new DataSources(
            folder,
            DownloadListener.NONE,
            ReadingListener.NONE,
            List.of(set),
            Patience.SHORT,
            Patience.SHORT)
        .open("cifar10");
  }

  @Test
  void anArchiveInTheCacheIsRead() {
    byte[] archive = IdxBytes.gzip(tar(ten()));
    IdxBytes.write(folder.resolve("cifar10/ten.tar.gz"), archive);
    TrainTest data = cached(set(archive));
    assertThat(labels(data.train())).containsExactly(0, 1, 2, 3, 4);
    assertThat(labels(data.test())).containsExactly(9);
    assertThat(data.name()).isEqualTo("cifar10");
    assertThat(data.reason()).contains("It is in the cache, " + folder.resolve("cifar10"));
  }

  @Test
  void anotherArchiveIsNotBelieved() {
    byte[] archive = IdxBytes.gzip(tar(ten()));
    byte[] other = archive.clone();
    other[archive.length / 2]++;
    Path file = IdxBytes.write(folder.resolve("cifar10/ten.tar.gz"), other);
    assertThatThrownBy(() -> cached(set(archive)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("CIFAR-10 is not in the cache")
        .hasMessageContaining("ten.tar.gz was damaged (MD5 " + md5(other));
    IdxBytes.write(file, Arrays.copyOf(archive, 100));
    assertThatThrownBy(() -> cached(set(archive))).hasMessageContaining("was damaged (100 bytes)");
  }

  @Test
  void damagedArchivesAreRefusedWhateverTheirDigest() {
    byte[] tar = tar(ten());
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      byte[] damaged = Arrays.copyOf(tar, i % 3 == 0 ? random.nextInt(tar.length) : tar.length);
      for (int flips = 0; flips < 3 && damaged.length > 0; flips++) {
        int block = random.nextInt(Math.max(damaged.length / 512, 1)) * 512;
        damaged[Math.min(block + random.nextInt(160), damaged.length - 1)] =
            (byte) random.nextInt();
      }
      byte[] archive = IdxBytes.gzip(damaged);
      if (i % 4 == 0) {
        archive = Arrays.copyOf(archive, archive.length * 2 / 3);
      }
      Path file = IdxBytes.write(folder.resolve("damaged/ten.tar.gz"), archive);
      CifarSet set = set(archive);
      try {
        set.trainTest(List.of(set.files().getFirst().read(file)), "");
      } catch (DataException | FormatException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void whatIsKnownOfTheArchivesIsWhatTheirAuthorsPublished() {
    Archive ten = CifarSet.CIFAR_10.files().getFirst();
    assertThat(ten.md5()).isEqualTo("c32a1d4ab5d03f1284b67883e8d87530");
    assertThat(ten.mostBytes()).isEqualTo(170_052_171);
    assertThat(CifarSet.CIFAR_100.files().getFirst().md5())
        .isEqualTo("03b5dce01913d631647c71ecec9e9cb8");
  }
}
