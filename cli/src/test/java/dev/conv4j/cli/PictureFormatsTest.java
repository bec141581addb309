package dev.conv4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.conv4j.DataException;
import dev.conv4j.data.ImageFile;
import dev.conv4j.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats that the command line reads and core alone does not. */
class PictureFormatsTest {
  /** One pixel, lossless: the smallest WebP file. */
  private static final String WEBP = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";

  @TempDir Path folder;

  @Test
  void webpIsRead() throws IOException {
    Path file = folder.resolve("a.webp");
    Files.write(file, Base64.getDecoder().decode(WEBP));
    assertThat(ImageFile.read(file, Shape.of(3, 1, 1)).pixels()).hasSize(3);
    byte[] cut = Arrays.copyOf(Base64.getDecoder().decode(WEBP), 20);
    Path damaged = Files.write(folder.resolve("b.webp"), cut);
    assertThatThrownBy(() -> ImageFile.read(damaged, Shape.of(3, 1, 1)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(damaged + ": ");
  }

  @Test
  void javasOwnReaderStillReadsWhatItCan() throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(5);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, random.nextInt());
    }
    Path file = folder.resolve("a.jpg");
    ImageIO.write(image, "jpg", file.toFile());
    ImageReader own = null;
    for (var readers = ImageIO.getImageReadersByFormatName("jpeg"); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      own = reader.getClass().getName().startsWith("com.sun") ? reader : own;
    }
    Objects.requireNonNull(own, "the JDK's own reader")
        .setInput(ImageIO.createImageInputStream(file.toFile()));
    BufferedImage expected = own.read(0);
    own.dispose();
    float[] pixels = ImageFile.read(file, Shape.of(3, 64, 64)).pixels();
    for (int i = 0; i < 64 * 64; i += 13) {
      int rgb = expected.getRGB(i % 64, i / 64);
      assertThat(Math.round(pixels[i] * 255)).isEqualTo(rgb >> 16 & 0xFF);
    }
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> ImageFile.read(cut, Shape.of(3, 8, 8)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cut.jpg: the picture is damaged");
  }
}
