package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.Conv4jException;
import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that lie: each is refused with one line that names the file and the lie. */
@Timeout(10)
class HostileSafetensorsTest {
  @TempDir private Path folder;

  private Path file(long headerLength, byte[] rest) throws IOException {
    byte[] content =
        ByteBuffer.allocate(8 + rest.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(headerLength)
            .put(rest)
            .array();
    return Files.write(folder.resolve("hostile.safetensors"), content);
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return file(text.length, Arrays.copyOf(text, text.length + dataBytes));
  }

  private static void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith(file + ": expected ")
        .hasMessageContainingAll(parts)
        .extracting(Throwable::getMessage)
        .asString()
        .hasSizeLessThan(2000)
        .doesNotContain("\n");
  }

  @Test
  void noFileAtAll() {
    Path file = folder.resolve("missing.safetensors");
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(DataException.class)
        .hasMessage(file + ": there is no such file.");
  }

  @Test
  void aFolder() {
    assertThatThrownBy(() -> Safetensors.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": it cannot be read: ")
        .hasMessageContaining("irectory");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void tooShortForALength(int bytes) throws IOException {
    Path file = Files.write(folder.resolve("short.safetensors"), new byte[bytes]);
    assertRefused(file, "a header of at least 8 bytes but got a file of " + bytes);
  }

  @Test
  void anotherKindOfFile() throws IOException {
    Path png = folder.resolve("image.png");
    Files.write(png, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13});
    assertRefused(png, "It is no safetensors file");
    Path text = Files.writeString(folder.resolve("notes.txt"), "These are only my notes.\n");
    assertRefused(text, "It is no safetensors file");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1, 0, 1, 100_000_001, 1L << 40, 65})
  void aHeaderLongerThanTheFileOrNoneAtAll(long length) throws IOException {
    assertRefused(file(length, new byte[64]), "a header of 2 to 64", Long.toUnsignedString(length));
  }

  static Stream<Arguments> headers() {
    String w = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    return Stream.of(
        header("not JSON", "hello world", 0, "one JSON value"),
        header("cut JSON", w, 8, "one JSON value"),
        header("JSON and more", w + "} {}", 8, "more behind it"),
        header("only blanks", "     ", 0, "one JSON value but got the end"),
        header("an array", "[1, 2]", 0, "a JSON object"),
        header("a number", "123", 0, "a JSON object"),
        header("zeros", "\0\0\0\0", 0, "one JSON value"),
        header("a key twice", w + "," + w.substring(1) + "}", 8, "Duplicate"),
        header("deep arrays", "[".repeat(1_000_000), 0, "nesting depth"),
        header("deep objects", "{\"a\":".repeat(200_000), 0, "nesting depth"),
        header("a long number", "1".repeat(100_000), 0, "one JSON value"),
        header("not a number", "{\"w\": NaN}", 0, "one JSON value"),
        header("metadata no map", "{\"__metadata__\": 3}", 0, "a map of strings"),
        header("metadata no strings", "{\"__metadata__\": {\"a\": 1}}", 0, "only strings", "a: 1"),
        header("an entry of null", "{\"w\": null}", 0, "dtype, shape and data_offsets"),
        header("an empty entry", "{\"w\": {}}", 0, "dtype, shape and data_offsets for 'w'"),
        header("bytes behind", w + "}", 9, "8 bytes of tensors", "9 bytes behind"),
        header("bytes missing", w + "}", 7, "8 bytes of tensors", "7 bytes behind"),
        header("nothing but bytes", "{}", 5, "0 bytes of tensors", "5 bytes behind"));
  }

  private static Arguments header(String name, String header, int data, String... parts) {
    return Arguments.of(name, header, data, parts);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void aHeaderThatIsNone(String name, String header, int data, String... parts) throws IOException {
    assertThat(name).isNotEmpty();
    assertRefused(file(header, data), parts);
  }

  static Stream<Arguments> entries() {
    return Stream.of(
        entry("unknown type", "\"I64\"", "[1]", "[0,8]", "of F32, F64, F16 or BF16 but got I64"),
        entry("type no string", "32", "[2]", "[0,8]", "dtype, shape and data_offsets"),
        entry("shape no list", "\"F32\"", "2", "[0,8]", "dtype, shape and data_offsets"),
        entry("one offset", "\"F32\"", "[2]", "[8]", "dtype, shape and data_offsets"),
        entry("three offsets", "\"F32\"", "[2]", "[0,4,8]", "dtype, shape and data_offsets"),
        entry("offsets of text", "\"F32\"", "[2]", "[\"0\",\"8\"]", "whole numbers of 0 or more"),
        entry("half an offset", "\"F32\"", "[2]", "[0.5,8.5]", "but got 0.5"),
        entry("negative offset", "\"F32\"", "[2]", "[-8,0]", "but got -8"),
        entry("reversed offsets", "\"F32\"", "[2]", "[8,0]", "data_offsets", "8 to 0"),
        entry("out of range", "\"F32\"", "[2]", "[8,16]", "begin at byte 0", "but got 8"),
        entry("beyond the file", "\"F32\"", "[4]", "[0,16]", "16 bytes of tensors"),
        entry("too few bytes", "\"F32\"", "[2]", "[0,4]", "data_offsets for tensor 'w' of F32 [2]"),
        entry(
            "too many bytes", "\"F16\"", "[2]", "[0,8]", "data_offsets for tensor 'w' of F16 [2]"),
        entry("negative extent", "\"F32\"", "[-2,-1]", "[0,8]", "but got -2"),
        entry("extent of null", "\"F32\"", "[null]", "[0,8]", "but got null"),
        entry(
            "offset 2^64",
            "\"F32\"",
            "[2]",
            "[0,18446744073709551616]",
            "but got 18446744073709551616"),
        entry(
            "end of 2^63-1",
            "\"F32\"",
            "[2]",
            "[0,9223372036854775807]",
            "0 to 9223372036854775807"),
        entry(
            "shape over 2^63",
            "\"F32\"",
            "[4294967296,4294967296]",
            "[0,8]",
            "a sane shape of tensor 'w'"),
        entry(
            "shape that wraps to 2",
            "\"F32\"",
            "[9223372036854775807,2,2]",
            "[0,8]",
            "a sane shape of tensor 'w'"),
        entry("shape over 2^31", "\"F16\"", "[4294967296]", "[0,8]", "F16 [4294967296]"));
  }

  private static Arguments entry(
      String name, String dtype, String shape, String offsets, String... parts) {
    String header =
        "{\"w\":{\"dtype\":%s,\"shape\":%s,\"data_offsets\":%s}}".formatted(dtype, shape, offsets);
    return Arguments.of(name, header, parts);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("entries")
  void anEntryThatCannotBe(String name, String header, String... parts) throws IOException {
    assertThat(name).isNotEmpty();
    assertRefused(file(header, 8), parts);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[4,12]", "[0,8]", "[7,15]"})
  void tensorsThatOverlap(String offsets) throws IOException {
    assertRefused(twoTensors(offsets, 16), "tensor 'b' to begin at byte 8");
  }

  @Test
  void aHoleBetweenTensors() throws IOException {
    assertRefused(twoTensors("[12,20]", 20), "tensor 'b' to begin at byte 8", "but got 12");
  }

  private Path twoTensors(String secondOffsets, int data) throws IOException {
    String entry = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":%s}";
    return file(
        "{\"a\":%s,\"b\":%s}".formatted(entry.formatted("[0,8]"), entry.formatted(secondOffsets)),
        data);
  }

  /** Names come from the file, and a message with a line of their making would mislead. */
  @Test
  void aNameOfManyLinesDoesNotBreakTheMessage() throws IOException {
    String name = "w\\nError: all is lost\\u001b[2J" + "x".repeat(40_000);
    assertRefused(file("{\"" + name + "\": 1}", 0), "dtype, shape and data_offsets");
  }

  @Test
  void aFileThatShrinksBetweenLookingAndReading() throws IOException {
    Path file = file("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    Safetensors open = Safetensors.open(file);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 66));
    assertThatThrownBy(() -> open.read("w"))
        .isInstanceOf(Conv4jException.class)
        .hasMessageStartingWith(file + ": it cannot be read: it ended while it was read");
    Files.delete(file);
    assertThatThrownBy(() -> open.read("w"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no such file");
  }
}
