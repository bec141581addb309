package dev.conv4j.data;

import java.nio.charset.StandardCharsets;

/**
 * How a picture is to be turned to stand upright, as the camera noted it: the tag Orientation of
 * Exif (CIPA DC-008, section 4.6.5.1.6), which lies in a directory of TIFF 6.0 in the segment APP1
 * of a JPEG file, the chunk eXIf of a PNG file, the chunk EXIF of a WebP file, or in the TIFF file
 * itself.
 *
 * @param tag 1 to 8: on which sides of the upright picture the first stored row and column are
 */
record Orientation(int tag) {
  /** As it is stored. */
  static final Orientation UPRIGHT = new Orientation(1);

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int TURNED = 8;
  private static final byte[] EXIF = ascii("Exif\0\0");
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /** What the bytes of a file say; upright if they say nothing, or nothing sensible. */
  static Orientation of(byte[] file) {
    int tag = 0;
    if (starts(file, 0, new byte[] {(byte) 0xFF, (byte) 0xD8})) {
      tag = ofJpeg(file);
    } else if (starts(file, 0, PNG)) {
      tag = ofPng(file);
    } else if (starts(file, 0, ascii("RIFF")) && starts(file, 8, ascii("WEBP"))) {
      tag = ofWebp(file);
    } else if (starts(file, 0, ascii("II")) || starts(file, 0, ascii("MM"))) {
      tag = ofTiff(file, 0);
    }
    return tag >= 1 && tag <= TURNED ? new Orientation(tag) : UPRIGHT;
  }

  /** Segments: FF, a marker, and a length that counts itself. The image begins with FF DA. */
  private static int ofJpeg(byte[] file) {
    int at = 2;
    while (at + 4 <= file.length && file[at] == (byte) 0xFF) {
      int marker = file[at + 1] & 0xFF;
      if (marker == 0xFF) {
        at++; // a filling byte
      } else if (marker == 0xDA || marker == 0xD9) {
        return 0;
      } else {
        if (marker == 0xE1 && starts(file, at + 4, EXIF)) {
          return ofTiff(file, at + 4 + EXIF.length);
        }
        at += 2 + (int) number(file, at + 2, 2, true);
      }
    }
    return 0;
  }

  /** Chunks: length, type, content, checksum. */
  private static int ofPng(byte[] file) {
    for (long at = PNG.length; at + 8 <= file.length; ) {
      if (starts(file, (int) at + 4, ascii("eXIf"))) {
        return ofTiff(file, (int) at + 8);
      }
      at += 12 + number(file, (int) at, 4, true);
    }
    return 0;
  }

  /** Chunks: type, length, content, filled up to an even length. */
  private static int ofWebp(byte[] file) {
    for (long at = 12; at + 8 <= file.length; ) {
      int content = (int) at + 8;
      long length = number(file, (int) at + 4, 4, false);
      if (starts(file, (int) at, ascii("EXIF"))) {
        return ofTiff(file, starts(file, content, EXIF) ? content + EXIF.length : content);
      }
      at = content + length + (length & 1);
    }
    return 0;
  }

  /** The tag in the first directory of the TIFF structure that begins there, or 0. */
  private static int ofTiff(byte[] file, int begin) {
    boolean big = starts(file, begin, ascii("MM"));
    if ((!big && !starts(file, begin, ascii("II"))) || number(file, begin + 2, 2, big) != 42) {
      return 0;
    }
    long directory = begin + number(file, begin + 4, 4, big);
    if (directory + 2 > file.length) {
      return 0;
    }
    long entries = number(file, (int) directory, 2, big);
    for (long i = 0; i < entries; i++) {
      long entry = directory + 2 + 12 * i;
      if (entry + 12 > file.length) {
        return 0;
      }
      int at = (int) entry;
      if (number(file, at, 2, big) == TAG) {
        return number(file, at + 2, 2, big) == SHORT ? (int) number(file, at + 8, 2, big) : 0;
      }
    }
    return 0;
  }

  /** An unsigned number; 0 where the file has ended. */
  private static long number(byte[] file, int at, int bytes, boolean big) {
    if (at < 0 || at > file.length - bytes) {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | (file[big ? at + i : at + bytes - 1 - i] & 0xFF);
    }
    return number;
  }

  private static boolean starts(byte[] file, int at, byte[] with) {
    if (at < 0 || at > file.length - with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (file[at + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether stored rows are upright columns. */
  boolean swapsSides() {
    return tag >= 5;
  }

  /**
   * Turns one plane of a picture.
   *
   * @param stored {@code [height, width]} with the height and width of the upright picture, the
   *     other way round if sides are swapped
   */
  float[] upright(float[] stored, int height, int width) {
    if (tag == 1) {
      return stored;
    }
    float[] turned = new float[stored.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        turned[y * width + x] = stored[from(y, x, height, width)];
      }
    }
    return turned;
  }

  /** Where an upright pixel is stored. */
  private int from(int y, int x, int height, int width) {
    int below = height - 1 - y;
    int beside = width - 1 - x;
    return switch (tag) {
      case 2 -> y * width + beside;
      case 3 -> below * width + beside;
      case 4 -> below * width + x;
      case 5 -> x * height + y;
      case 6 -> beside * height + y;
      case 7 -> beside * height + below;
      case 8 -> x * height + below;
      default -> y * width + x;
    };
  }
}
