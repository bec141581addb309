package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

/** IDX files, sound and hostile. */
class IdxFileTest {
  private static final byte[] SOUND = IdxBytes.images(3, 2, 3, 4);

  @TempDir private Path folder;

  @Test
  void readsPlainAndCompressedFilesAlike() {
    IdxFile plain = IdxFile.read(IdxBytes.write(folder.resolve("a"), SOUND), 3);
    IdxFile compressed = IdxFile.read(IdxBytes.write(folder.resolve("b"), IdxBytes.gzip(SOUND)), 3);
    assertThat(plain.extents()).containsExactly(2, 3, 4);
    assertThat(plain.elements()).isEqualTo(Arrays.copyOfRange(SOUND, 16, SOUND.length));
    assertThat(compressed.elements()).isEqualTo(plain.elements());
    assertThat(compressed.sha256()).isEqualTo(plain.sha256());
  }

  private static byte[] cut(byte[] whole, int length) {
    return Arrays.copyOf(whole, length);
  }

  private static byte[] flipped(byte[] whole, int at) {
    byte[] damaged = whole.clone();
    damaged[at] ^= 0x55;
    return damaged;
  }

  private static final byte[] PACKED = IdxBytes.gzip(SOUND);

  static final List<Arguments> HOSTILE =
      List.of(
          Arguments.of("empty", new byte[0], "expected more bytes but got the end of the file"),
          Arguments.of(
              "of labels",
              IdxBytes.labels(5, 2),
              "expected the IDX magic number 0x00000803 (unsigned bytes, 3 axes) but got 0x00000801"),
          Arguments.of(
              "of floats", IdxBytes.withMagic(0x0D03, new byte[4], 1, 1, 1), "but got 0x00000d03"),
          Arguments.of("a header cut off", cut(SOUND, 10), "but got the end of the file"),
          Arguments.of("a body cut off", cut(SOUND, 30), "but got 14 before the end"),
          Arguments.of(
              "a compressed body cut off",
              IdxBytes.gzip(cut(SOUND, 30)),
              "expected 24 bytes after the header but got 14 before the end"),
          Arguments.of("gzip cut off", cut(PACKED, 30), "but got the end of the file"),
          Arguments.of("gzip header cut off", cut(PACKED, 5), "but got the end of the file"),
          Arguments.of("gzip sum wrong", flipped(PACKED, PACKED.length - 6), "a sound gzip file"),
          Arguments.of("gzip kind wrong", flipped(PACKED, 2), "a sound gzip file"),
          Arguments.of(
              "bytes too many",
              cut(SOUND, SOUND.length + 1),
              "expected 24 bytes after the header but got more"),
          Arguments.of(
              "a huge size",
              IdxBytes.of(new byte[8], Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
              "expected a size that the file can hold, at most 24 bytes but got extents [2147483647]"),
          Arguments.of(
              "a huge size, compressed",
              IdxBytes.gzip(IdxBytes.of(new byte[8], 60_000, 60_000, 28)),
              "expected a size that the file can hold, at most "),
          Arguments.of(
              "a product beyond a long",
              IdxBytes.of(new byte[0], 0x40000000, 0x40000000, 0x40000000),
              "a size that the file can hold"),
          Arguments.of("a negative size", IdxBytes.of(new byte[8], -1, 2, 2), "extents [-1]"));

  @ParameterizedTest(name = "{0}")
  @FieldSource("HOSTILE")
  void aHostileFileIsNamedWithWhatWasExpectedAndFound(String name, byte[] content, String message) {
    Path file = IdxBytes.write(folder.resolve("hostile"), content);
    assertThatThrownBy(() -> IdxFile.read(file, 3))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message)
        .hasMessageContaining("fetch it again");
  }

  @Test
  void aKnownFileTakesNoMoreMemoryThanItShould() {
    byte[] bomb = IdxBytes.gzip(IdxBytes.of(new byte[1 << 20], 1, 1 << 10, 1 << 10));
    Path file = IdxBytes.write(folder.resolve("bomb"), bomb);
    assertThat(IdxFile.read(file, 3).elements()).hasSize(1 << 20);
    assertThatThrownBy(() -> IdxFile.read(file, 3, 1000))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("at most 1000 bytes");
  }

  @Test
  void aMissingFileAndADirectoryAreTold() throws IOException {
    assertThatThrownBy(() -> IdxFile.read(folder.resolve("none"), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none: there is no such file");
    assertThatThrownBy(() -> IdxFile.read(Files.createDirectory(folder.resolve("sub")), 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("sub: expected a file but got a directory");
  }
}
