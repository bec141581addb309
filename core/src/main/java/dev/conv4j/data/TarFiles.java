package dev.conv4j.data;

import dev.conv4j.FormatException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The files in a tar archive (POSIX 1003.1, ustar): blocks of 512 bytes, a header before each file.
 * Folders, links and extended headers are passed over.
 */
final class TarFiles {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_DIGITS = 12;
  private static final int TYPE_AT = 156;
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private TarFiles() {}

  /**
   * Reads the files that are wanted, by their names without folders.
   *
   * @param place where the archive is, for messages
   * @throws FormatException if it is no tar archive
   */
  static void read(
      String place, InputStream in, Predicate<String> wanted, BiConsumer<String, byte[]> receiver)
      throws IOException {
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      long size = size(place, header);
      String name = name(header);
      boolean file = header[TYPE_AT] == '0' || header[TYPE_AT] == 0;
      long padding = Math.floorMod(-size, BLOCK);
      if (file && wanted.test(name)) {
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
          throw new EOFException();
        }
        receiver.accept(name, content);
        in.skipNBytes(padding);
      } else {
        in.skipNBytes(size + padding);
      }
    }
  }

  private static String name(byte[] header) {
    int end = 0;
    while (end < NAME && header[end] != 0) {
      end++;
    }
    String path = new String(header, 0, end, StandardCharsets.UTF_8);
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static long size(String place, byte[] header) {
    String octal = new String(header, SIZE_AT, SIZE_DIGITS, StandardCharsets.US_ASCII);
    String digits = octal.replace('\0', ' ').strip();
    long size = digits.matches("[0-7]{1,11}") ? Long.parseLong(digits, 8) : -1;
    if (size < 0 || size > LARGEST) {
      throw new FormatException(
          place,
          "a tar archive with files of at most " + LARGEST + " bytes",
          "a file of size '" + digits + "'",
          "The archive is damaged");
    }
    return size;
  }
}
