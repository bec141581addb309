package dev.conv4j.data;

import dev.conv4j.DataException;
import java.awt.color.ColorSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import org.jspecify.annotations.Nullable;

/**
 * The readers of pictures that {@link ImageIO} finds: Java's own, and those on the class path, such
 * as TwelveMonkeys'. Java's own come first, for they need no loading and are the same everywhere;
 * but one that makes RGB of a picture in the colours of printers, by its colour profile, comes
 * before one that does not.
 */
final class PictureReaders {
  /** Endings of files that people take for pictures; that one cannot be read is then said. */
  private static final Set<String> ENDINGS =
      Set.of(
          "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "webp", "tif", "tiff", "heic", "heif",
          "avif", "jxl", "jp2", "pbm", "pgm", "ppm", "tga", "ico", "psd");

  /** Kinds of pictures by the names that people know, and those that their readers go by. */
  private static final Map<String, String> FORMATS = formatNames();

  private PictureReaders() {}

  private static Map<String, String> formatNames() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("PNG", "png");
    names.put("JPEG", "jpeg");
    names.put("GIF", "gif");
    names.put("BMP", "bmp");
    names.put("TIFF", "tiff");
    names.put("WebP", "webp");
    return names;
  }

  /** Whether a file goes by the name of a picture. */
  static boolean isNamedPicture(Path file) {
    String name = String.valueOf(file.getFileName());
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return name.contains(".") && ENDINGS.contains(ending);
  }

  /**
   * The first reader that knows what to do with the picture, its input set. Readers that were not
   * chosen are left to the garbage collector: they hold nothing but the bytes.
   *
   * @param bytes all bytes of the file, or its first
   * @throws DataException if there is none
   */
  static ImageReader choose(Path file, byte[] bytes, PictureBytes.Stream in) throws IOException {
    List<ImageReader> readers = new ArrayList<>();
    ImageIO.getImageReaders(in).forEachRemaining(readers::add);
    if (readers.isEmpty()) {
      throw new DataException(file.toString(), aPicture(), Kind.name(bytes), Kind.remedy(bytes));
    }
    readers.sort(Comparator.comparing(reader -> !isJavas(reader)));
    Exception first = null;
    ImageReader printers = null;
    for (ImageReader reader : readers) {
      Exception failure = failure(file, reader, in);
      if (failure == null && givesRgb(reader)) {
        return reader;
      }
      first = first == null ? failure : first;
      printers = failure == null && printers == null ? reader : printers;
    }
    if (printers != null) {
      in.seek(0);
      printers.setInput(in, false, true);
      return printers;
    }
    throw first instanceof DataException told
        ? told
        : Picture.damaged(file, first == null ? null : first.getMessage(), first);
  }

  /** Whether a reader makes grey or RGB of a picture, rather than the colours of printers. */
  private static boolean givesRgb(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    int space = types.next().getColorModel().getColorSpace().getType();
    return space == ColorSpace.TYPE_RGB || space == ColorSpace.TYPE_GRAY;
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

  private static DataException unknownColours(Path file) {
    return new DataException(
        file.toString(),
        "a picture in grey, in RGB or in the colours of printers (CMYK)",
        "other colours",
        "Save it as a PNG file in RGB");
  }

  /** What is expected of a file that no reader knows. */
  static String aPicture() {
    return "a picture (" + formats() + ")";
  }

  /** The kinds of pictures that can be read here, for people. */
  static String formats() {
    Set<String> readable = Set.of(ImageIO.getReaderFormatNames());
    List<String> names = new ArrayList<>();
    FORMATS.forEach((name, format) -> {
      if (readable.contains(format)) {
        names.add(name);
      }
    });
    String last = names.removeLast();
    return String.join(", ", names) + " or " + last;
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
      return bytes.length == 0 ? "an empty file" : "a file of another kind";
    }

    static String remedy(byte[] bytes) {
      Kind kind = of(bytes);
      return kind == null ? "" : kind.advice;
    }
  }
}
