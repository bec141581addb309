package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** What a reader made of a picture file, and what it had to say about it. */
record Picture(BufferedImage image, List<String> warnings) {
  /** Larger pictures are refused before they are decoded. */
  private static final long MOST_PIXELS = 100_000_000;

  private static final long MOST_BYTES = 1L << 28;

  /**
   * Decodes the first picture of a file.
   *
   * @throws DataException if that cannot be done, or would take too much memory
   */
  static Picture decode(Path file) {
    try {
      checkFile(file);
      try (InputStream bytes = Files.newInputStream(file);
          ImageInputStream in = new MemoryCacheImageInputStream(bytes)) { // which leaves it open
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
          throw new DataException(
              file.toString(), "a picture (" + formats() + ")", "something else", "");
        }
        ImageReader reader = readers.next();
        try {
          reader.setInput(in, false, true);
          return decode(file, reader);
        } finally {
          reader.dispose();
        }
      }
    } catch (NoSuchFileException e) {
      throw new DataException(
          Problem.of(file.toString(), "there is no such file", "Check the name"), e);
    } catch (IOException e) {
      throw new DataException(
          Problem.of(file.toString(), "it cannot be read: " + e.getMessage(), ""), e);
    }
  }

  private static void checkFile(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new DataException(
          file.toString(), "a picture", "a directory", "Name the pictures in it");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new DataException(
          file.toString(),
          "a picture of at most " + MOST_BYTES + " bytes",
          Long.toString(Files.size(file)),
          "Make it smaller");
    }
  }

  private static Picture decode(Path file, ImageReader reader) {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try {
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new DataException(
            file.toString(),
            "a picture of at most " + MOST_PIXELS + " pixels",
            reader.getWidth(0) + "×" + reader.getHeight(0),
            "Make it smaller");
      }
      BufferedImage image = reader.read(0);
      if (warnings.stream().anyMatch(Picture::tellsTruncation)) {
        throw damaged(file, warnings.getFirst(), null);
      }
      return new Picture(image, warnings);
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers meet damage with exceptions of any kind: indices out of bounds, negative sizes.
      String type = e.getClass().getSimpleName();
      throw damaged(file, e.getMessage() == null ? type : e.getMessage(), e);
    }
  }

  /** What the JPEG reader says of a file that ends early; it fills the rest with grey. */
  private static boolean tellsTruncation(String warning) {
    String text = warning.toLowerCase(Locale.ROOT);
    return text.contains("truncated") || text.contains("premature end");
  }

  private static DataException damaged(Path file, String reason, @Nullable Exception e) {
    return new DataException(
        Problem.of(
            file.toString(),
            "the picture is damaged or of a kind that cannot be read (" + reason + ")",
            "Fetch it again, or save it as a PNG file in RGB"),
        e);
  }

  private static String formats() {
    TreeSet<String> names = new TreeSet<>();
    for (String name : ImageIO.getReaderFormatNames()) {
      names.add(name.toUpperCase(Locale.ROOT));
    }
    return String.join(", ", names);
  }
}
