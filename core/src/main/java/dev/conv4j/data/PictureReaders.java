package dev.conv4j.data;

import dev.conv4j.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/**
 * The readers of pictures that {@link ImageIO} finds: Java's own, and those on the class path, such
 * as TwelveMonkeys' for WebP and for JPEG files in the colours of printers. Java's own come first,
 * for they need no loading and are the same everywhere.
 */
final class PictureReaders {
  /** Endings of files that people take for pictures; that one cannot be read is then said. */
  private static final Set<String> ENDINGS =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif",
          "avif", "jxl", "jp2", "pbm", "pgm", "ppm", "tga", "ico", "psd");

  private PictureReaders() {}

  /** Whether a file goes by the name of a picture. */
  static boolean isNamedPicture(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.contains(".") && ENDINGS.contains(ending);
  }

  /**
   * The first reader that knows what to do with the picture, its input set.
   *
   * @param bytes all bytes of the file, or its first
   * @throws DataException if there is none
   */
  static ImageReader choose(Path file, byte[] bytes, PictureBytes.Stream in) throws IOException {
    List<ImageReader> readers = new ArrayList<>();
    ImageIO.getImageReaders(in).forEachRemaining(readers::add);
    if (readers.isEmpty()) {
      throw new DataException(
          file.toString(), "a picture (" + formats() + ")", Kind.name(bytes), Kind.remedy(bytes));
    }
    readers.sort(Comparator.comparing(reader -> !isJavas(reader)));
    Iterator<ImageReader> left = readers.iterator();
    Exception first = null;
    while (left.hasNext()) {
      ImageReader reader = left.next();
      Exception failure = failure(file, reader, in);
      if (failure == null) {
        left.forEachRemaining(ImageReader::dispose);
        return reader;
      }
      reader.dispose();
      first = first == null ? failure : first;
    }
    throw first instanceof DataException told
        ? told
        : Picture.damaged(file, first == null ? null : first.getMessage(), first);
  }

  private static boolean isJavas(ImageReader reader) {
    return reader.getClass().getModule().equals(ImageIO.class.getModule());
  }

  /** Why a reader cannot read the picture, or null if it seems to know how. */
  private static @Nullable Exception failure(
      Path file, ImageReader reader, PictureBytes.Stream in) {
    try {
      in.seek(0);
      reader.setInput(in, false, true);
      Picture.requireDecodable(file, reader.getWidth(0), reader.getHeight(0));
      return reader.getImageTypes(0).hasNext() ? null : unknownColours(file);
    } catch (IOException | RuntimeException e) {
      return e;
    }
  }

  /** What Java's reader of JPEG files makes of the colours of printers. */
  private static DataException unknownColours(Path file) {
    return new DataException(
        file.toString(),
        "a grey or RGB picture",
        "other colours, such as the four of printers (CMYK)",
        "Save it as a PNG file in RGB, or put TwelveMonkeys' imageio-jpeg on the class path");
  }

  private static String formats() {
    TreeSet<String> names = new TreeSet<>();
    for (String name : ImageIO.getReaderFormatNames()) {
      names.add(name.toUpperCase(Locale.ROOT));
    }
    return String.join(", ", names);
  }

  /** Kinds of files that come without a reader, known by how they begin. */
  private enum Kind {
    WEBP(
        8,
        "WEBP",
        "a WebP picture",
        "Put TwelveMonkeys' imageio-webp on the class path, or save it as a PNG file"),
    HEIF(4, "ftyp", "a HEIF or AVIF picture", "Save it as a JPEG or PNG file"),
    JPEG_XL(4, "JXL ", "a JPEG XL picture", "Save it as a JPEG or PNG file"),
    PDF(0, "%PDF", "a PDF file", "Save its pages as PNG files"),
    SVG(0, "<svg", "a drawing in SVG", "Save it as a PNG file"),
    ZIP(0, "PK\u0003\u0004", "a ZIP archive", "Unpack it");

    private static final int LONGEST = 16;

    private final int at;
    private final String mark;
    private final String words;
    private final String advice;

    Kind(int at, String mark, String words, String advice) {
      this.at = at;
      this.mark = mark;
      this.words = words;
      this.advice = advice;
    }

    private static @Nullable Kind of(byte[] bytes) {
      String begin =
          new String(bytes, 0, Math.min(bytes.length, LONGEST), StandardCharsets.ISO_8859_1);
      for (Kind kind : values()) {
        if (begin.startsWith(kind.mark, kind.at)) {
          return kind;
        }
      }
      return null;
    }

    static String name(byte[] bytes) {
      Kind kind = of(bytes);
      if (kind != null) {
        return kind.words;
      }
      return bytes.length == 0 ? "an empty file" : "something else";
    }

    static String remedy(byte[] bytes) {
      Kind kind = of(bytes);
      return kind == null ? "" : kind.advice;
    }
  }
}
