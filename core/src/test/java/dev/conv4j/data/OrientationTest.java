package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.conv4j.tensor.Shape;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cameras note of how they were held, and what comes of it. */
class OrientationTest {
  @TempDir private Path folder;

  private static byte[] webp(byte[] content) {
    ByteBuffer file = ByteBuffer.allocate(12 + 8 + 4 + 8 + content.length);
    file.order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(4 + 12 + 8 + content.length).put(ascii("WEBP"));
    file.put(ascii("VP8X")).putInt(3).putInt(0);
    return file.put(ascii("EXIF")).putInt(content.length).put(content).array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  @Test
  void theNoteIsFoundWhereverItLies() {
    BufferedImage image = Pictures.even(8, 8, 0x336699);
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (int tag = 1; tag <= 8; tag++) {
        byte[] exif = Pictures.exif(tag, order);
        Orientation expected = new Orientation(tag);
        assertThat(Orientation.of(exif)).isEqualTo(expected);
        assertThat(Orientation.of(webp(exif))).isEqualTo(expected);
        assertThat(Orientation.of(webp(joined(ascii("Exif\0\0"), exif)))).isEqualTo(expected);
        byte[] jpeg = Pictures.turnedJpeg(Pictures.bytes(image, "jpg"), exif);
        assertThat(Orientation.of(jpeg)).isEqualTo(expected);
        byte[] png = Pictures.turnedPng(Pictures.bytes(image, "png"), exif);
        assertThat(Orientation.of(png)).isEqualTo(expected);
      }
    }
  }

  @Test
  void withoutANoteAPictureStandsUpright() {
    BufferedImage image = Pictures.even(8, 8, 0x336699);
    for (String format : List.of("jpg", "png", "gif", "bmp", "tiff")) {
      assertThat(Orientation.of(Pictures.bytes(image, format))).isEqualTo(Orientation.UPRIGHT);
    }
    for (int wrong : new int[] {0, 9, 255}) {
      assertThat(Orientation.of(Pictures.exif(wrong, ByteOrder.BIG_ENDIAN)))
          .isEqualTo(Orientation.UPRIGHT);
    }
    assertThat(Orientation.of(new byte[0])).isEqualTo(Orientation.UPRIGHT);
    assertThat(Orientation.of(ascii("MM"))).isEqualTo(Orientation.UPRIGHT);
  }

  @Test
  void damagedNotesDoNoHarm() {
    byte[] exif = Pictures.exif(6, ByteOrder.BIG_ENDIAN);
    BufferedImage image = Pictures.even(8, 8, 0x336699);
    List<byte[]> sound =
        List.of(
            exif,
            webp(exif),
            Pictures.turnedJpeg(Pictures.bytes(image, "jpg"), exif),
            Pictures.turnedPng(Pictures.bytes(image, "png"), exif));
    Random random = new Random(1);
    for (int i = 0; i < 4000; i++) {
      byte[] damaged = sound.get(i % sound.size()).clone();
      for (int flips = random.nextInt(6); flips >= 0; flips--) {
        damaged[random.nextInt(Math.min(damaged.length, 80))] = (byte) random.nextInt();
      }
      byte[] cut = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
      assertThat(Orientation.of(damaged).tag()).isBetween(1, 8);
      assertThat(Orientation.of(cut).tag()).isBetween(1, 8);
    }
  }

  /** A picture of two rows, 1 2 3 and 4 5 6, as it stands upright. */
  @ParameterizedTest
  @CsvSource({
    "1, 123/456", "2, 321/654", "3, 654/321", "4, 456/123",
    "5, 14/25/36", "6, 41/52/63", "7, 63/52/41", "8, 36/25/14"
  })
  void picturesAreTurnedUpright(int tag, String upright) {
    byte[] stored = Pictures.bytes(Pictures.grey(3, 1, 2, 3, 4, 5, 6), "png");
    byte[] noted = Pictures.turnedPng(stored, Pictures.exif(tag, ByteOrder.LITTLE_ENDIAN));
    Path file = IdxBytes.write(folder.resolve("a.png"), noted);
    String[] rows = upright.split("/", -1);
    ImageFile.Decoded decoded = ImageFile.read(file, Shape.of(1, rows.length, rows[0].length()));
    StringBuilder read = new StringBuilder();
    for (float pixel : decoded.pixels()) {
      read.append(Math.round(pixel * 255));
    }
    assertThat(read).hasToString(upright.replace("/", ""));
    if (tag == 1) {
      assertThat(decoded.conversions()).isEmpty();
    } else {
      assertThat(decoded.conversions()).containsExactly("turned upright, as the camera noted");
    }
  }

  @Test
  void theMiddleOfATurnedPictureIsThatOfTheUprightOne() {
    // Upright, it is 2 wide and 6 high; its middle third is white.
    byte[] stored =
        Pictures.bytes(Pictures.grey(6, 0, 0, 255, 255, 0, 0, 0, 0, 255, 255, 0, 0), "png");
    byte[] noted = Pictures.turnedPng(stored, Pictures.exif(6, ByteOrder.BIG_ENDIAN));
    Path file = IdxBytes.write(folder.resolve("a.png"), noted);
    ImageFile.Decoded decoded = ImageFile.read(file, Shape.of(1, 2, 2));
    assertThat(decoded.pixels()).containsOnly(1);
    assertThat(decoded.conversions()).contains("resized from 2×6 to 2×2, top and bottom cut off");
  }
}
