package dev.conv4j.data;

import dev.conv4j.DataException;
import dev.conv4j.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import javax.imageio.stream.ImageInputStreamImpl;

/** The bytes of a picture file, read once: to decode them, to hash them, to look at their notes. */
final class PictureBytes {
  /** Larger files are refused before they are read. */
  static final long MOST_BYTES = 1L << 28;

  /** Nearly every header is within so many bytes. */
  private static final int HEAD = 1 << 18;

  private PictureBytes() {}

  /**
   * All bytes of a file.
   *
   * @throws DataException if there is none, it cannot be read, or it is too large
   */
  static byte[] read(Path file) {
    return read(file, (int) MOST_BYTES);
  }

  /** As many bytes as a header takes, or all if there are fewer. */
  static byte[] head(Path file) {
    return read(file, HEAD);
  }

  private static byte[] read(Path file, int most) {
    try {
      check(file);
      try (InputStream in = Files.newInputStream(file)) {
        return in.readNBytes(most);
      }
    } catch (NoSuchFileException e) {
      throw new DataException(
          Problem.of(file.toString(), "there is no such file", "Check the name"), e);
    } catch (AccessDeniedException e) {
      throw new DataException(
          Problem.of(file.toString(), "it cannot be read: no permission", ""), e);
    } catch (IOException e) {
      throw new DataException(
          Problem.of(file.toString(), "it cannot be read: " + e.getMessage(), ""), e);
    }
  }

  private static void check(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new DataException(
          file.toString(), "a picture", "a directory", "Name the pictures in it");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DataException(file.toString(), "a picture", "something that is no file", "");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new DataException(
          file.toString(),
          "a picture of at most " + MOST_BYTES + " bytes",
          Long.toString(Files.size(file)),
          "Make it smaller");
    }
  }

  /** Bytes in memory as readers of pictures want them. */
  static final class Stream extends ImageInputStreamImpl {
    private final byte[] bytes;

    Stream(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
      checkClosed();
      bitOffset = 0;
      return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int at, int count) throws IOException {
      checkClosed();
      bitOffset = 0;
      if (count == 0) {
        return 0;
      }
      int there = (int) Math.min(count, bytes.length - streamPos);
      if (there <= 0) {
        return -1;
      }
      System.arraycopy(bytes, (int) streamPos, into, at, there);
      streamPos += there;
      return there;
    }

    @Override
    public long length() {
      return bytes.length;
    }
  }
}
