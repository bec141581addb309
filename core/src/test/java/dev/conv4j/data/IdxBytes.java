package dev.conv4j.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Makes IDX files, sound ones and others. */
final class IdxBytes {
  private IdxBytes() {}

  /** A file of unsigned bytes: magic number, extents, elements. */
  static byte[] of(byte[] elements, int... extents) {
    return withMagic(0x0800 | extents.length, elements, extents);
  }

  static byte[] withMagic(int magic, byte[] elements, int... extents) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + elements.length);
    bytes.putInt(magic);
    for (int extent : extents) {
      bytes.putInt(extent);
    }
    return bytes.put(elements).array();
  }

  static byte[] images(int seed, int count, int height, int width) {
    byte[] pixels = new byte[count * height * width];
    new Random(seed).nextBytes(pixels);
    return of(pixels, count, height, width);
  }

  /** Labels from 0 to {@code classes - 1}, going round. */
  static byte[] labels(int count, int classes) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % classes);
    }
    return of(labels, count);
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static Path write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
