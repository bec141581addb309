package dev.conv4j.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.FormatException;
import dev.conv4j.tensor.RandomStream;
import dev.conv4j.tensor.RandomStream.Purpose;
import dev.conv4j.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format, in both directions. */
class SafetensorsTest {
  @TempDir private Path folder;

  /**
   * Packed by hand, not by this library: the length 256, the header below, then float16, float64,
   * float32 and bfloat16 values. Files like it must be read for ever.
   *
   * <pre>{@code
   * {"__metadata__":{"made":"by hand"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[14,30]},
   * "h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},
   * "d":{"dtype":"F64","shape":[1],"data_offsets":[6,14]},
   * "b":{"dtype":"BF16","shape":[2],"data_offsets":[30,34]}}
   * }</pre>
   */
  private static final String GOLDEN =
      """
      00 01 00 00 00 00 00 00 7b 22 5f 5f 6d 65 74 61 64 61 74 61 5f 5f 22 3a 7b 22 6d 61 64 65 22 3a
      22 62 79 20 68 61 6e 64 22 7d 2c 22 77 22 3a 7b 22 64 74 79 70 65 22 3a 22 46 33 32 22 2c 22 73
      68 61 70 65 22 3a 5b 32 2c 32 5d 2c 22 64 61 74 61 5f 6f 66 66 73 65 74 73 22 3a 5b 31 34 2c 33
      30 5d 7d 2c 22 68 22 3a 7b 22 64 74 79 70 65 22 3a 22 46 31 36 22 2c 22 73 68 61 70 65 22 3a 5b
      33 5d 2c 22 64 61 74 61 5f 6f 66 66 73 65 74 73 22 3a 5b 30 2c 36 5d 7d 2c 22 64 22 3a 7b 22 64
      74 79 70 65 22 3a 22 46 36 34 22 2c 22 73 68 61 70 65 22 3a 5b 31 5d 2c 22 64 61 74 61 5f 6f 66
      66 73 65 74 73 22 3a 5b 36 2c 31 34 5d 7d 2c 22 62 22 3a 7b 22 64 74 79 70 65 22 3a 22 42 46 31
      36 22 2c 22 73 68 61 70 65 22 3a 5b 32 5d 2c 22 64 61 74 61 5f 6f 66 66 73 65 74 73 22 3a 5b 33
      30 2c 33 34 5d 7d 7d 20 00 3c 00 b8 ff 7b 9a 99 99 99 99 99 b9 3f 00 00 80 3f 00 00 00 c0 cd cc
      cc 3d 01 00 00 00 80 3f 50 c1
      """;

  /** What we write for one tensor {@code w} of 1 and -2, padded to a multiple of eight. */
  private static final String WRITTEN =
      "3800000000000000"
          + HexFormat.of()
              .formatHex(
                  "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}  "
                      .getBytes(StandardCharsets.US_ASCII))
          + "0000803f000000c0";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("test.safetensors"), content);
  }

  @Test
  void readsTheGoldenFile() throws IOException {
    Safetensors read = Safetensors.open(file(bytes(GOLDEN)));
    assertThat(read.metadata()).containsExactly(Map.entry("made", "by hand"));
    assertThat(read.names()).containsExactly("w", "h", "d", "b");
    assertThat(read.shape("w")).isEqualTo(Shape.of(2, 2));
    assertThat(read.read("w")).containsExactly(1, -2, 0.1f, Float.MIN_VALUE);
    assertThat(read.read("h")).containsExactly(1, -0.5f, 65504);
    assertThat(read.read("d")).containsExactly(0.1f);
    assertThat(read.read("b")).containsExactly(1, -13);
  }

  @Test
  void writesTheseBytesAndNoOthers() throws IOException {
    Path file = folder.resolve("written.safetensors");
    try (OutputStream out = Files.newOutputStream(file)) {
      Safetensors.write(out, Map.of(), Map.of("w", Shape.of(2)), name -> new float[] {1, -2});
    }
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(WRITTEN);
  }

  /** More than one buffer, nothing at all, odd names, and bits that are no numbers. */
  @Test
  void whatWasWrittenIsReadBitForBit() throws IOException {
    Map<String, float[]> values = new LinkedHashMap<>();
    values.put("large", random(100_003));
    values.put("scalar", new float[] {Float.MIN_NORMAL});
    values.put("empty", new float[0]);
    values.put("weiß \"quoted\" \\ 卷积 \n", new float[] {1, 2, 3, 4, 5, 6});
    values.put(
        "bits",
        new float[] {
          Float.NaN, Float.NEGATIVE_INFINITY, -0f, Float.MAX_VALUE, Float.intBitsToFloat(0x7fc00001)
        });
    Map<String, Shape> shapes = new LinkedHashMap<>();
    values.forEach((name, array) -> shapes.put(name, Shape.of(array.length)));
    shapes.put("scalar", Shape.SCALAR);
    shapes.put("empty", Shape.of(0, 7));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("z", "last \"letter\"");
    metadata.put("a", "");
    metadata.put("中", "\n");
    Path file = folder.resolve("all.safetensors");
    AtomicFiles.write(
        file,
        out ->
            Safetensors.write(
                out, metadata, shapes, name -> Objects.requireNonNull(values.get(name))));
    Safetensors read = Safetensors.open(file);
    assertThat(read.metadata()).containsExactlyEntriesOf(metadata);
    assertThat(read.names()).containsExactlyElementsOf(values.keySet());
    values.forEach((name, array) -> {
      assertThat(read.shape(name)).isEqualTo(shapes.get(name));
      assertThat(bits(read.read(name))).containsExactly(bits(array));
    });
  }

  private static float[] random(int count) {
    RandomStream random = new RandomStream(1, Purpose.SPLIT, 0, 0);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }

  @Test
  void aTensorThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
    Safetensors read = Safetensors.open(file(bytes(GOLDEN)));
    assertThatThrownBy(() -> read.read("v"))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("expected a tensor 'v' but got w, h, d, b");
  }

  @Test
  void nobodyElseCanChangeWhatWasRead() throws IOException {
    Safetensors read = Safetensors.open(file(bytes(GOLDEN)));
    assertThatThrownBy(() -> read.metadata().put("more", "lies"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /** PyTorch's batch normalisation counts its steps in int64 scalars. */
  @Test
  void countersOfStepsArePassedOver() throws IOException {
    String header =
        """
        {"bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},\
        "num_batches_tracked":{"dtype":"F32","shape":[],"data_offsets":[8,12]},\
        "bn.my_num_batches_tracked":{"dtype":"F32","shape":[],"data_offsets":[12,16]}}\
        """;
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length() + 16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length())
            .put(header.getBytes(StandardCharsets.US_ASCII))
            .putLong(7)
            .putFloat(8)
            .putFloat(9);
    Path file = Files.write(folder.resolve("counted.safetensors"), bytes.array());
    Safetensors tensors = Safetensors.open(file);
    assertThat(tensors.names()).containsExactly("bn.my_num_batches_tracked");
    assertThat(tensors.read("bn.my_num_batches_tracked")).containsExactly(9);
  }
}
