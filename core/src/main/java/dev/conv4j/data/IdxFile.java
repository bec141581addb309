package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.FormatException;
import dev.conv4j.Problem;
import dev.conv4j.file.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A file in the IDX format (LeCun, "The MNIST database", file formats), plain or compressed with
 * gzip: a magic number that tells the type of the elements and the number of axes, the extents,
 * then the elements. Unsigned bytes only.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;

  /** No stream of deflate grows by more than this factor (RFC 1951: 258 bytes from 2 bits). */
  private static final long MOST_EXPANSION = 1032;

  /** What a Java array can hold. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

  private final Path file;
  private final int[] extents;
  private final byte[] elements;
  private final String sha256;

  private IdxFile(Path file, int[] extents, byte[] elements, String sha256) {
    this.file = file;
    this.extents = extents;
    this.elements = elements;
    this.sha256 = sha256;
  }

  /** Where it was read from. */
  Path file() {
    return file;
  }

  int[] extents() {
    return extents.clone();
  }

  /** The elements in row-major order; not a copy. */
  byte[] elements() {
    return elements;
  }

  /** SHA-256 of the whole uncompressed file, in hexadecimal. */
  String sha256() {
    return sha256;
  }

  /**
   * Reads a file.
   *
   * @param axes how many axes it must have
   * @throws DataException if it cannot be read
   * @throws FormatException if it is not what it should be
   */
  static IdxFile read(Path file, int axes) {
    return read(file, axes, MOST_BYTES);
  }

  /**
   * Reads a file that is no larger than it should be, so that a hostile one takes no more memory.
   *
   * @param mostBytes how many bytes it may have, uncompressed
   */
  static IdxFile read(Path file, int axes, long mostBytes) {
    if (Files.isDirectory(file)) {
      throw new DataException(file.toString(), "a file", "a directory", "");
    }
    try {
      long most = Files.size(file);
      try (PushbackInputStream raw =
          new PushbackInputStream(new BufferedInputStream(Files.newInputStream(file)), 2)) {
        boolean compressed = isGzip(raw);
        MessageDigest digest = Sha256.begin();
        InputStream plain = compressed ? new GZIPInputStream(raw, 1 << 16) : raw;
        try (DigestInputStream in = new DigestInputStream(plain, digest)) {
          return read(
              file, axes, in, Math.min(compressed ? most * MOST_EXPANSION : most, mostBytes));
        }
      }
    } catch (NoSuchFileException e) {
      throw new DataException(Problem.of(file.toString(), "there is no such file", ""), e);
    } catch (EOFException e) {
      throw broken(file, "more bytes", "the end of the file", e);
    } catch (ZipException e) {
      throw broken(file, "a sound gzip file", String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new DataException(Problem.of(file.toString(), "it cannot be read: " + e, ""), e);
    }
  }

  private static boolean isGzip(PushbackInputStream in) throws IOException {
    byte[] magic = in.readNBytes(2);
    in.unread(magic);
    return magic.length == 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B;
  }

  /**
   * @param most at least as many bytes as the file can hold, uncompressed
   */
  private static IdxFile read(Path file, int axes, DigestInputStream in, long most)
      throws IOException {
    int magic = readInt(in);
    if (magic != (UNSIGNED_BYTE << 8 | axes)) {
      throw broken(
          file,
          "the IDX magic number 0x%08x (unsigned bytes, %d axes)"
              .formatted(UNSIGNED_BYTE << 8 | axes, axes),
          "0x%08x".formatted(magic),
          null);
    }
    int[] extents = new int[axes];
    long count = 1;
    for (int axis = 0; axis < axes; axis++) {
      extents[axis] = readInt(in);
      boolean sane = extents[axis] >= 0 && (count == 0 || extents[axis] <= most / count);
      if (!sane) {
        throw broken(
            file,
            "a size that the file can hold, at most " + most + " bytes",
            "extents " + Arrays.toString(Arrays.copyOf(extents, axis + 1)),
            null);
      }
      count *= extents[axis];
    }
    byte[] elements = in.readNBytes(Math.toIntExact(count));
    if (elements.length < count) {
      throw broken(
          file, count + " bytes after the header", elements.length + " before the end", null);
    }
    if (in.read() >= 0) {
      throw broken(file, count + " bytes after the header", "more", null);
    }
    String sha256 = Sha256.end(in.getMessageDigest());
    return new IdxFile(file, extents, elements, sha256);
  }

  private static int readInt(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(4);
    if (bytes.length < 4) {
      throw new EOFException();
    }
    return (bytes[0] & 0xFF) << 24
        | (bytes[1] & 0xFF) << 16
        | (bytes[2] & 0xFF) << 8
        | (bytes[3] & 0xFF);
  }

  private static FormatException broken(
      Path file, String expected, String found, @Nullable Exception e) {
    return new FormatException(
        new Problem(
            file.toString(),
            expected,
            found,
            "The file is damaged or of another kind; fetch it again, or name another directory"),
        e);
  }
}
