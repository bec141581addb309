package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.conv4j.Conv4jException;
import dev.conv4j.nn.Conv2d;
import dev.conv4j.nn.Flatten;
import dev.conv4j.nn.Linear;
import dev.conv4j.nn.MaxPool2d;
import dev.conv4j.nn.Model;
import dev.conv4j.nn.Normalization;
import dev.conv4j.nn.ReLU;
import dev.conv4j.nn.Residual;
import dev.conv4j.nn.Sequential;
import dev.conv4j.tensor.Device;
import dev.conv4j.tensor.DeviceOptions;
import dev.conv4j.tensor.Devices;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model file with random damage either loads or is refused in our own words, quickly. */
class ModelFileFuzzTest {
  private static final int FILES = 1_000;
  private static final long A_SECOND = 1_000_000_000;

  /** What damages are made of: the alphabet of JSON, and bytes that are none of it. */
  private static final byte[] SPICE = {
    '{', '}', '[', ']', ',', ':', '"', '\\', '0', '9', '-', '.', 'e', 'n', 't', ' ', 0, -1, 127, -64
  };

  private static byte[] sound(Device device, Path file) throws IOException {
    Sequential network =
        Sequential.of(
            new Conv2d(1, 2, 3),
            new Residual(new ReLU()),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(2, 2));
    try (Model model =
        new Model("m", network, Shape.of(1, 4, 4), List.of("a", "b"), Normalization.MNIST)) {
      ModelFile.save(model.initialize(device, 1), file, Map.of("more", "metadata"));
    }
    return Files.readAllBytes(file);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyDamageIsBorneOrRefused(long seed) throws IOException {
    int loaded = 0;
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix());
        Device device = Devices.open("cpu", new DeviceOptions(1))) {
      Path file = files.getPath("/model.safetensors");
      byte[] sound = sound(device, file);
      for (int i = 0; i < FILES; i++) {
        byte[] damaged = damage(sound, new RandomStream(seed, Purpose.SPLIT, 0, i));
        Files.write(file, damaged);
        loaded += loads(file, device, damaged) ? 1 : 0;
        assertThat(device.memory().use().bytesInUse()).isZero();
      }
    }
    assertThat(loaded).isBetween(1, FILES / 2);
  }

  private static boolean loads(Path file, Device device, byte[] damaged) {
    long start = System.nanoTime();
    boolean loaded;
    try (Model model = ModelFile.load(file, device).model()) {
      loaded = model.parameterCount() > 0;
    } catch (Conv4jException e) {
      assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(5_000);
      loaded = false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "not in our words for " + java.util.HexFormat.of().formatHex(damaged), e);
    }
    assertThat(System.nanoTime() - start).isLessThan(A_SECOND);
    return loaded;
  }

  /** One to four times: a bit flipped, a byte replaced, inserted or deleted, a stretch moved. */
  private static byte[] damage(byte[] sound, RandomStream random) {
    byte[] bytes = sound;
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      byte spice = SPICE[random.nextInt(SPICE.length)];
      bytes =
          switch (random.nextInt(6)) {
            case 0 -> {
              byte[] flipped = bytes.clone();
              flipped[at] ^= (byte) (1 << random.nextInt(8));
              yield flipped;
            }
            case 1 -> spliced(bytes, at, at + 1, spice);
            case 2 -> spliced(bytes, at, at, spice);
            case 3 -> spliced(bytes, at, at + 1);
            case 4 -> spliced(bytes, at, Math.min(at + random.nextInt(100), bytes.length));
            default ->
                spliced(
                    bytes,
                    at,
                    at,
                    Arrays.copyOfRange(bytes, at / 2, at / 2 + random.nextInt(at / 2 + 1)));
          };
    }
    return bytes;
  }

  /** The bytes with those from {@code from} to {@code to} replaced. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte... by) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + by.length);
    System.arraycopy(by, 0, result, from, by.length);
    System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
    return result;
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    try (FileSystem files = Jimfs.newFileSystem(Configuration.unix());
        Device device = Devices.open("cpu", new DeviceOptions(1))) {
      Path file = files.getPath("/model.safetensors");
      byte[] sound = sound(device, file);
      for (int length = 0; length < sound.length; length++) {
        Files.write(file, Arrays.copyOf(sound, length));
        assertThat(loads(file, device, sound)).isFalse();
      }
      Files.write(file, sound);
      assertThat(loads(file, device, sound)).isTrue();
    }
  }
}
