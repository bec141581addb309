package dev.conv4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.conv4j.DataException;
import dev.conv4j.data.ImageFile.Decoded;
import dev.conv4j.tensor.Shape;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of all kinds, made to fit a network. */
class ImageFileTest {
  private static final Shape GREY = Shape.of(1, 2, 2);
  private static final Shape COLOUR = Shape.of(3, 2, 2);

  @TempDir private Path folder;

  private Path write(BufferedImage image, String format) {
    return IdxBytes.write(folder.resolve("picture." + format), bytes(image, format));
  }

  private static byte[] bytes(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, out)).as(format).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static BufferedImage image(int type, int width, int... rgb) {
    BufferedImage image = new BufferedImage(width, rgb.length / width, type);
    for (int i = 0; i < rgb.length; i++) {
      image.setRGB(i % width, i / width, rgb[i]);
    }
    return image;
  }

  private static BufferedImage samples(int type, int width, int... samples) {
    BufferedImage image = new BufferedImage(width, samples.length / width, type);
    image.getRaster().setPixels(0, 0, width, samples.length / width, samples);
    return image;
  }

  @Test
  void greyThatFitsIsTakenAsItIsStored() {
    BufferedImage image = samples(BufferedImage.TYPE_BYTE_GRAY, 2, 0, 51, 102, 255);
    Decoded decoded = ImageFile.read(write(image, "png"), GREY);
    assertThat(decoded.pixels()).containsExactly(0, 51 / 255f, 102 / 255f, 1);
    assertThat(decoded.conversions()).isEmpty();
  }

  @Test
  void sixteenBitsKeepTheirPrecision() {
    BufferedImage image = samples(BufferedImage.TYPE_USHORT_GRAY, 2, 0, 1, 257, 65535);
    float[] pixels = ImageFile.read(write(image, "png"), GREY).pixels();
    assertThat(pixels).containsExactly(0, 1 / 65535f, 257 / 65535f, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void colourComesAsThreePlanes(String format) {
    BufferedImage image = image(BufferedImage.TYPE_INT_RGB, 2, 0xFF0000, 0x00FF00, 0x0000FF, 0);
    Decoded decoded = ImageFile.read(write(image, format), COLOUR);
    assertThat(decoded.pixels()).containsExactly(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
    assertThat(decoded.conversions()).isEmpty();
  }

  @Test
  void aPhotographIsReadCloseToWhatItWas() {
    int[] plain = new int[64 * 64];
    Arrays.fill(plain, 0x336699);
    Path file = write(image(BufferedImage.TYPE_INT_RGB, 64, plain), "jpg");
    Decoded decoded = ImageFile.read(file, COLOUR);
    // A JPEG file of one colour keeps it within rounding: 2 of 255.
    assertThat(decoded.pixels()[0]).isCloseTo(0x33 / 255f, within(2 / 255f));
    assertThat(decoded.pixels()[4]).isCloseTo(0x66 / 255f, within(2 / 255f));
    assertThat(decoded.pixels()[8]).isCloseTo(0x99 / 255f, within(2 / 255f));
    assertThat(decoded.conversions()).containsExactly("resized from 64×64 to 2×2");
  }

  @Test
  void colourBecomesGreyByLuma() {
    BufferedImage image = image(BufferedImage.TYPE_INT_RGB, 2, 0xFF0000, 0x00FF00, 0x0000FF, 0);
    Decoded decoded = ImageFile.read(write(image, "png"), GREY);
    // 0.299, 0.587 and 0.114 of 255, rounded.
    assertThat(decoded.pixels()).containsExactly(76 / 255f, 150 / 255f, 29 / 255f, 0);
    assertThat(decoded.conversions()).containsExactly("converted from colour to grey");
  }

  @Test
  void greyBecomesThreeEqualChannels() {
    BufferedImage image = samples(BufferedImage.TYPE_BYTE_GRAY, 2, 0, 255, 255, 0);
    Decoded decoded = ImageFile.read(write(image, "png"), COLOUR);
    assertThat(decoded.pixels()).containsExactly(0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0);
    assertThat(decoded.conversions())
        .containsExactly("converted from grey to colour, three equal channels");
  }

  @Test
  void transparencyIsLaidOverWhite() {
    BufferedImage image =
        image(BufferedImage.TYPE_INT_ARGB, 2, 0xFFFF0000, 0x00FF0000, 0x80000000, 0xFF000000);
    Decoded decoded = ImageFile.read(write(image, "png"), COLOUR);
    float half = 1 - 128 / 255f;
    assertThat(Arrays.copyOf(decoded.pixels(), 8))
        .containsExactly(new float[] {1, 1, half, 0, 0, 1, half, 0}, within(1e-6f));
    assertThat(decoded.conversions()).containsExactly("laid over white, for it may be transparent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif"})
  void aPaletteIsLookedUp(String format) {
    byte[] ramp = {0, 127, (byte) 255};
    IndexColorModel palette = new IndexColorModel(2, 3, ramp, new byte[3], ramp);
    BufferedImage image = new BufferedImage(3, 8, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setPixels(0, 7, 3, 1, new int[] {1, 2, 0});
    float[] pixels = ImageFile.read(write(image, format), Shape.of(3, 8, 3)).pixels();
    float[] last = {127 / 255f, 1, 0};
    assertThat(Arrays.copyOfRange(pixels, 21, 24)).containsExactly(last);
    assertThat(Arrays.copyOfRange(pixels, 45, 48)).containsExactly(0, 0, 0);
    assertThat(Arrays.copyOfRange(pixels, 69, 72)).containsExactly(last);
    assertThat(Arrays.copyOf(pixels, 21)).containsOnly(0);
  }

  @Test
  void aSmallerImageIsTheMeanOfAreasAndSaysSo() {
    int[] samples = new int[6 * 4];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 2 * i;
    }
    Path file = write(samples(BufferedImage.TYPE_BYTE_GRAY, 6, samples), "png");
    Decoded decoded = ImageFile.read(file, GREY);
    // The middle square: columns 1 and 2 have the mean 3, rows 0 and 1 add 6, and so on.
    assertThat(decoded.pixels()).containsExactly(9 / 255f, 13 / 255f, 33 / 255f, 37 / 255f);
    assertThat(decoded.conversions())
        .containsExactly("resized from 6×4 to 2×2, left and right cut off");
  }

  @ParameterizedTest
  @CsvSource({"1, 7", "7, 1", "5, 28", "28, 5", "28, 28", "640, 28", "3, 2", "2, 3"})
  void anEvenImageStaysEvenAtAnySize(int from, int to) {
    int[] samples = new int[from * from];
    Arrays.fill(samples, 100);
    Path file = write(samples(BufferedImage.TYPE_BYTE_GRAY, from, samples), "png");
    assertThat(ImageFile.read(file, Shape.of(1, to, to)).pixels())
        .hasSize(to * to)
        .containsOnly(new float[] {100 / 255f}, within(1e-5f));
  }

  @Test
  void aLargerImageIsInterpolated() {
    Path file = write(samples(BufferedImage.TYPE_BYTE_GRAY, 2, 0, 255), "png");
    assertThat(ImageFile.read(file, Shape.of(1, 1, 4)).pixels())
        .containsExactly(0, 64 / 255f, 191 / 255f, 1);
  }

  @Test
  void aLightGroundIsExplainedNotInverted() {
    BufferedImage image = samples(BufferedImage.TYPE_BYTE_GRAY, 2, 255, 255, 255, 255);
    Decoded decoded = ImageFile.read(write(image, "png"), GREY);
    assertThat(decoded.pixels()).containsOnly(1);
    assertThat(decoded.conversions())
        .containsExactly(
            "not inverted, though its edge is light (MNIST and sets like it are light on dark)");
  }

  @Test
  void whatIsNoPictureIsTold() throws IOException {
    Path text = folder.resolve("letter.png");
    Files.writeString(text, "Dear network,");
    assertThatThrownBy(() -> ImageFile.read(text, GREY))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(text + ": expected a picture (PNG, JPEG, GIF, BMP or TIFF) but")
        .hasMessageContaining("but got a file of another kind");
    assertThatThrownBy(() -> ImageFile.read(folder.resolve("none.png"), GREY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.png: there is no such file");
    assertThatThrownBy(() -> ImageFile.read(folder, GREY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected a picture but got a directory");
    assertThatThrownBy(() -> ImageFile.read(text, Shape.of(2, 2, 2)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("[2, 2, 2]");
  }

  @ParameterizedTest
  @CsvSource({
    "255, 255, 255, 255, 1, 1, 1",
    "255, 255, 255, 0, 0, 0, 0",
    "0, 255, 255, 255, 0, 1, 1"
  })
  void theColoursOfPrintersBecomeRgb(
      int cyan, int magenta, int yellow, int black, float red, float green, float blue)
      throws IOException {
    byte[] print = Pictures.print(cyan, magenta, yellow, black);
    Path file = IdxBytes.write(folder.resolve("print.jpg"), print);
    float[] pixels = ImageFile.read(file, Shape.of(3, 1, 1)).pixels();
    assertThat(pixels).containsExactly(new float[] {red, green, blue}, within(0.02f));
  }

  @Test
  void floatingPointSamplesAreRefused() {
    ColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    BufferedImage image =
        new BufferedImage(colors, colors.createCompatibleWritableRaster(2, 2), false, null);
    assertThatThrownBy(() -> new PictureRows(image, Path.of("a.tiff")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.tiff: expected a grey or RGB picture of 1 to 16 bits")
        .hasMessageContaining("but got floating-point samples");
  }

  @Test
  void coloursOfAnotherRgbSpaceAreConverted() {
    ColorModel colors =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = colors.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {0, 128, 255});
    float[][] row = new float[3][1];
    new PictureRows(new BufferedImage(colors, raster, false, null), Path.of("a")).read(0, row);
    // IEC 61966-2-1: half of the light is 0.735 in sRGB.
    assertThat(row[0][0]).isEqualTo(0);
    assertThat(row[1][0]).isCloseTo(0.735f, within(0.01f));
    assertThat(row[2][0]).isEqualTo(1);
  }

  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(5);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, random.nextInt());
    }
    return image;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
  void aTruncatedPictureIsRefused(String format) {
    byte[] whole = bytes(noise(), format);
    for (int percent : new int[] {5, 30, 60, 95}) {
      Path file =
          IdxBytes.write(
              folder.resolve("cut." + format), Arrays.copyOf(whole, whole.length * percent / 100));
      assertThatThrownBy(() -> ImageFile.read(file, GREY))
          .as(percent + " %")
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(file + ": the picture is damaged")
          .hasMessageContaining("save it as a PNG file");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff"})
  void aDamagedPictureIsReadOrRefusedButNothingElse(String format) {
    byte[] whole = bytes(noise(), format);
    Random random = new Random(11);
    for (int i = 0; i < 60; i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(8) + 1; flips > 0; flips--) {
        damaged[random.nextInt(i % 2 == 0 ? 100 : damaged.length)] = (byte) random.nextInt();
      }
      Path file = IdxBytes.write(folder.resolve("damaged." + format), damaged);
      try {
        assertThat(ImageFile.read(file, GREY).pixels()).hasSize(4);
      } catch (DataException e) {
        assertThat(e).hasMessageStartingWith(file.toString());
      }
    }
  }

  /** A PNG file that claims a size and holds nothing. */
  private static byte[] emptyPng(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(17);
    header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
    header.put(new byte[] {8, 0, 0, 0, 0});
    CRC32 sum = new CRC32();
    sum.update(header.array());
    ByteBuffer file = ByteBuffer.allocate(8 + 4 + 17 + 4);
    file.putLong(0x89504E470D0A1A0AL).putInt(13).put(header.array()).putInt((int) sum.getValue());
    return file.array();
  }

  @Test
  void anAbsurdSizeIsRefusedBeforeItIsDecoded() {
    Path file = IdxBytes.write(folder.resolve("huge.png"), emptyPng(60_000, 60_000));
    assertThatThrownBy(() -> ImageFile.read(file, GREY))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("at most 200 million pixels but got 60000×60000");
  }

  @Test
  void aHundredMillionPixelsAreReadInLittleMemory() {
    BufferedImage image = new BufferedImage(10_000, 10_000, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < 10_000; y++) {
      for (int x = 0; x < 5_000; x++) {
        image.getRaster().setSample(x, y, 0, 1);
      }
    }
    Path file = write(image, "png");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    Decoded decoded = ImageFile.read(file, GREY);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(decoded.pixels()).containsExactly(new float[] {1, 0, 1, 0}, within(1e-3f));
    assertThat(decoded.conversions())
        .contains("read at every 3rd row and column, for it has 100 million pixels");
    // All pixels as bytes would be 100 million bytes.
    assertThat(allocated).isLessThan(60_000_000);
  }

  @Test
  void needsNoDisplay() {
    // Drawing with AWT would ask for a display, and fail where there is none.
    String before = System.setProperty("java.awt.headless", "false");
    try {
      assertThat(ImageFile.read(write(noise(), "png"), GREY).pixels()).hasSize(4);
    } finally {
      if (before == null) {
        System.clearProperty("java.awt.headless");
      } else {
        System.setProperty("java.awt.headless", before);
      }
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("AWT-"));
  }

  @Test
  void closesTheFileWhetherItIsAPictureOrNot() throws Exception {
    Path picture = write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png");
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    int before = openFiles();
    for (int i = 0; i < 100; i++) {
      ImageFile.read(picture, GREY);
      assertThatThrownBy(() -> ImageFile.read(text, GREY)).isInstanceOf(DataException.class);
    }
    assertThat(openFiles() - before).isLessThan(50);
  }

  /** How many files this process has open; 0 on systems without this folder. */
  private static int openFiles() {
    String[] open = new File("/dev/fd").list();
    return open == null ? 0 : open.length;
  }
}
