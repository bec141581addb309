package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * What a reader made of a picture file, and what it had to say about it.
 *
 * @param image the first picture of the file, as it is stored
 * @param width of the stored picture, of which {@code image} has every {@code step}th pixel
 * @param warnings what the reader had to say
 */
record Picture(
    BufferedImage image,
    int width,
    int height,
    int step,
    Orientation orientation,
    List<String> warnings) {

  /** Larger pictures are refused before they are decoded; the largest cameras have fewer. */
  private static final long MOST_PIXELS = 200_000_000;

  /** Of a larger picture only some rows and columns are taken. */
  private static final long MOST_DECODED = 1 << 24;

  /**
   * Decodes the first picture of a file.
   *
   * @param bytes all bytes of the file
   * @throws DataException if that cannot be done, or would take too much memory
   */
  static Picture decode(Path file, byte[] bytes) {
    try (PictureBytes.Stream in = new PictureBytes.Stream(bytes)) {
      ImageReader reader = PictureReaders.choose(file, bytes, in);
      try {
        return decode(file, Orientation.of(bytes), reader);
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  private static Picture decode(Path file, Orientation orientation, ImageReader reader) {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try {
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      requireDecodable(file, width, height);
      int step = step(width, height);
      ImageReadParam some = reader.getDefaultReadParam();
      some.setSourceSubsampling(step, step, 0, 0);
      BufferedImage image = reader.read(0, some);
      if (warnings.stream().anyMatch(Picture::tellsTruncation)) {
        throw damaged(file, warnings.getFirst(), null);
      }
      return new Picture(image, width, height, step, orientation, warnings);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers meet damage with exceptions of any kind: indices out of bounds, negative sizes.
      throw damaged(file, e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new DataException(
          Problem.of(
              file.toString(),
              "there is not enough memory to decode it",
              "Make it smaller, or give Java more memory with -Xmx"),
          e);
    }
  }

  /**
   * Checks what a header claims before anything is allocated.
   *
   * @throws DataException if there is no pixel, or too many
   */
  static void requireDecodable(Path file, int width, int height) {
    if (width < 1 || height < 1) {
      throw damaged(file, "it says that it has " + width + "×" + height + " pixels", null);
    }
    if ((long) width * height > MOST_PIXELS) {
      throw new DataException(
          file.toString(),
          "a picture of at most %d million pixels".formatted(MOST_PIXELS / 1_000_000),
          width + "×" + height,
          "Make it smaller");
    }
  }

  /** The least step with which no more pixels are decoded than should be. */
  private static int step(int width, int height) {
    int step = 1;
    while ((long) Math.ceilDiv(width, step) * Math.ceilDiv(height, step) > MOST_DECODED) {
      step++;
    }
    return step;
  }

  /** What the JPEG reader says of a file that ends early; it fills the rest with grey. */
  private static boolean tellsTruncation(String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    return text.contains("truncated") || text.contains("premature end");
  }

  /** The refusal of a picture whose content is not sound. */
  static DataException damaged(Path file, @Nullable String reason, @Nullable Exception e) {
    String why = reason == null && e != null ? e.getClass().getSimpleName() : reason;
    return new DataException(
        Problem.of(
            file.toString(),
            "the picture is damaged or of a kind that cannot be read (" + why + ")",
            "Fetch it again, or save it as a PNG file in RGB"),
        e);
  }
}
